CREATE TABLE `kept_figures` (
	`id` text PRIMARY KEY NOT NULL,
	`mark` integer NOT NULL,
	`basis` text NOT NULL,
	`data` text NOT NULL
);
