CREATE TABLE `directory_revision` (
	`id` integer PRIMARY KEY NOT NULL,
	`enterprises` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `ticket_clocks` ADD `next_at` integer;--> statement-breakpoint
CREATE INDEX `ticket_clocks_next` ON `ticket_clocks` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX `tickets_merged` ON `tickets` (`merged_into`) WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX `tickets_confirm` ON `tickets` (`confirm_due_at`) WHERE state = 'resolved';--> statement-breakpoint
INSERT INTO directory_revision (id, enterprises) VALUES (1, 0);--> statement-breakpoint
CREATE TRIGGER enterprises_inserted AFTER INSERT ON enterprises BEGIN
  UPDATE directory_revision SET enterprises = enterprises + 1 WHERE id = 1;
END;--> statement-breakpoint
CREATE TRIGGER enterprises_updated AFTER UPDATE ON enterprises BEGIN
  UPDATE directory_revision SET enterprises = enterprises + 1 WHERE id = 1;
END;--> statement-breakpoint
CREATE TRIGGER enterprises_deleted AFTER DELETE ON enterprises BEGIN
  UPDATE directory_revision SET enterprises = enterprises + 1 WHERE id = 1;
END;
