-- What must never happen, whoever writes: an event handled twice, history changed.
CREATE TRIGGER inbox_done_once BEFORE UPDATE OF state ON inbox_events
WHEN OLD.state = 'done' AND NEW.state = 'done'
BEGIN
  SELECT RAISE(ABORT, 'constraint failed: event already handled');
END;
--> statement-breakpoint
CREATE TRIGGER ticket_history_no_update BEFORE UPDATE ON ticket_history
BEGIN
  SELECT RAISE(ABORT, 'constraint failed: history is never edited');
END;
--> statement-breakpoint
CREATE TRIGGER ticket_history_no_delete BEFORE DELETE ON ticket_history
BEGIN
  SELECT RAISE(ABORT, 'constraint failed: history is never deleted');
END;
