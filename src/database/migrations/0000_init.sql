CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`chat_id` text NOT NULL,
	`open_id` text NOT NULL,
	`enterprise_id` text,
	`question` text NOT NULL,
	`outcome` text NOT NULL,
	`clauses` text NOT NULL,
	`gap` text,
	`version` text NOT NULL,
	`at` integer NOT NULL,
	`feedback` text,
	`feedback_reason` text,
	`feedback_by` text,
	`feedback_at` integer
);
--> statement-breakpoint
CREATE INDEX `answers_thread` ON `answers` (`chat_id`,`open_id`,`at`);--> statement-breakpoint
CREATE INDEX `answers_at` ON `answers` (`at`);--> statement-breakpoint
CREATE INDEX `answers_gaps` ON `answers` (`at`) WHERE "answers"."outcome" = 'no-basis' OR "answers"."gap" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `chats` (
	`chat_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`enterprise_id` text,
	`department` text,
	`bound_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chats_enterprise_id` ON `chats` (`enterprise_id`);--> statement-breakpoint
CREATE INDEX `chats_kind_department` ON `chats` (`kind`,`department`);--> statement-breakpoint
CREATE TABLE `department_members` (
	`department` text NOT NULL,
	`open_id` text NOT NULL,
	`head` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`department`, `open_id`)
);
--> statement-breakpoint
CREATE INDEX `department_members_open_id` ON `department_members` (`open_id`);--> statement-breakpoint
CREATE TABLE `enterprise_members` (
	`enterprise_id` text NOT NULL,
	`open_id` text NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`enterprise_id`, `open_id`, `role`)
);
--> statement-breakpoint
CREATE INDEX `enterprise_members_open_id` ON `enterprise_members` (`open_id`);--> statement-breakpoint
CREATE TABLE `enterprises` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`short_names` text NOT NULL,
	`park` text,
	`town` text,
	`tier` text DEFAULT 'none' NOT NULL,
	`industry` text,
	`listed` integer DEFAULT false NOT NULL,
	`active` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enterprises_name_unique` ON `enterprises` (`name`);--> statement-breakpoint
CREATE TABLE `people` (
	`open_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`phone` text,
	`dispatcher` integer DEFAULT false NOT NULL,
	`leader` integer DEFAULT false NOT NULL,
	`administrator` integer DEFAULT false NOT NULL,
	`active` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbox_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`message_id` text,
	`event_type` text NOT NULL,
	`lane` text NOT NULL,
	`payload` text NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`handled_at` integer,
	`last_error` text,
	`answer` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_events_event_id_unique` ON `inbox_events` (`event_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_events_message_id_unique` ON `inbox_events` (`message_id`);--> statement-breakpoint
CREATE INDEX `inbox_pending` ON `inbox_events` (`id`) WHERE "inbox_events"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `inbox_failed` ON `inbox_events` (`id`) WHERE "inbox_events"."state" = 'failed';--> statement-breakpoint
CREATE INDEX `inbox_unforgotten` ON `inbox_events` (`handled_at`) WHERE "inbox_events"."state" = 'done' AND "inbox_events"."payload" <> '';--> statement-breakpoint
CREATE TABLE `outbox_messages` (
	`sequence` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`lane` text NOT NULL,
	`target` text NOT NULL,
	`updates` text,
	`payload` text NOT NULL,
	`subject` text,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`asked_at` integer,
	`sent_at` integer,
	`message_id` text,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_messages_id_unique` ON `outbox_messages` (`id`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox_messages` (`sequence`) WHERE "outbox_messages"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `outbox_failed` ON `outbox_messages` (`sequence`) WHERE "outbox_messages"."state" = 'failed';--> statement-breakpoint
CREATE INDEX `outbox_subject` ON `outbox_messages` (`subject`) WHERE "outbox_messages"."subject" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_message_id` ON `outbox_messages` (`message_id`) WHERE "outbox_messages"."message_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `outbox_lane` ON `outbox_messages` (`lane`);--> statement-breakpoint
CREATE INDEX `outbox_updates` ON `outbox_messages` (`updates`) WHERE "outbox_messages"."updates" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `ticket_clocks` (
	`ticket_id` text NOT NULL,
	`kind` text NOT NULL,
	`department` text NOT NULL,
	`seq` integer NOT NULL,
	`counted_from` integer NOT NULL,
	`started_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`ended_at` integer,
	`ending` text,
	PRIMARY KEY(`ticket_id`, `kind`, `department`, `seq`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_clocks_open` ON `ticket_clocks` (`ticket_id`,`kind`,`department`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `ticket_clocks_due` ON `ticket_clocks` (`kind`,`due_at`);--> statement-breakpoint
CREATE INDEX `ticket_clocks_running` ON `ticket_clocks` (`due_at`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `ticket_drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`chat_id` text NOT NULL,
	`message_id` text,
	`author_open_id` text NOT NULL,
	`author_name` text NOT NULL,
	`data` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ticket_drafts_author` ON `ticket_drafts` (`author_open_id`,`chat_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `ticket_drafts_state` ON `ticket_drafts` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `ticket_history` (
	`ticket_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`actor_open_id` text,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`note` text,
	`data` text NOT NULL,
	PRIMARY KEY(`ticket_id`, `seq`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ticket_history_at` ON `ticket_history` (`at`,`action`);--> statement-breakpoint
CREATE INDEX `ticket_history_actor` ON `ticket_history` (`actor_open_id`,`at`);--> statement-breakpoint
CREATE TABLE `ticket_reminders` (
	`ticket_id` text NOT NULL,
	`kind` text NOT NULL,
	`department` text NOT NULL,
	`clock_seq` integer NOT NULL,
	`reminder` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`ticket_id`, `kind`, `department`, `clock_seq`, `reminder`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`seq` integer NOT NULL,
	`number` text NOT NULL,
	`enterprise_id` text,
	`enterprise_name` text NOT NULL,
	`park` text,
	`town` text,
	`tier` text,
	`category` text NOT NULL,
	`description` text NOT NULL,
	`details` text NOT NULL,
	`urgency` text NOT NULL,
	`state` text NOT NULL,
	`lead_department` text,
	`supporting` text NOT NULL,
	`support_answered` text NOT NULL,
	`handler_open_id` text,
	`handler_name` text,
	`reporter_open_id` text NOT NULL,
	`reporter_name` text NOT NULL,
	`source_chat_id` text NOT NULL,
	`source_message_id` text,
	`draft_id` text,
	`draft_item` integer,
	`linked_group` text,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`queued_at` integer,
	`dispatch_due_at` integer,
	`assigned_at` integer,
	`sign_due_at` integer,
	`return_until` integer,
	`signed_at` integer,
	`resolve_from` integer,
	`resolve_due_at` integer,
	`paused_since` integer,
	`paused_ms` integer DEFAULT 0 NOT NULL,
	`support_from` integer,
	`support_due_at` integer,
	`resolved_at` integer,
	`confirm_due_at` integer,
	`closed_at` integer,
	`closed_as` text,
	`satisfaction` text,
	`assignment_final` integer DEFAULT false NOT NULL,
	`extension` text,
	`transfer` text,
	`assignments` integer DEFAULT 0 NOT NULL,
	`returns` integer DEFAULT 0 NOT NULL,
	`disputes` integer DEFAULT 0 NOT NULL,
	`reopenings` integer DEFAULT 0 NOT NULL,
	`urges` integer DEFAULT 0 NOT NULL,
	`urged_at` integer,
	`supervisions` integer DEFAULT 0 NOT NULL,
	`updated_at` integer NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_number` ON `tickets` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_day_seq` ON `tickets` (`day`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `tickets_draft` ON `tickets` (`draft_id`,`draft_item`);--> statement-breakpoint
CREATE INDEX `tickets_state` ON `tickets` (`state`,`resolve_due_at`);--> statement-breakpoint
CREATE INDEX `tickets_enterprise` ON `tickets` (`enterprise_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_lead` ON `tickets` (`lead_department`,`state`);--> statement-breakpoint
CREATE INDEX `tickets_reporter` ON `tickets` (`reporter_open_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_chat` ON `tickets` (`source_chat_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_created` ON `tickets` (`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_seq` ON `tickets` (`seq`,`created_at`);