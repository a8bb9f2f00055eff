DROP INDEX `tickets_lead`;--> statement-breakpoint
CREATE INDEX `tickets_live` ON `tickets` (`resolve_due_at`,`state`,`urgency`,`created_at`,`lead_department`,`handler_open_id`,`enterprise_id`,`enterprise_name`,`category`,`supporting`,`support_answered`,`reporter_open_id`,`park`,`town`) WHERE state in ('pending_dispatch', 'assigned', 'in_progress', 'awaiting_enterprise', 'resolved');--> statement-breakpoint
CREATE INDEX `tickets_supported` ON `tickets` (`created_at`) WHERE supporting <> '[]';--> statement-breakpoint
CREATE INDEX `tickets_wished` ON `tickets` (`resolve_due_at`) WHERE (json_extract(extension, '$.status') = 'asked' or json_extract(transfer, '$.status') = 'asked');--> statement-breakpoint
CREATE INDEX `tickets_lead` ON `tickets` (`lead_department`,`created_at`);