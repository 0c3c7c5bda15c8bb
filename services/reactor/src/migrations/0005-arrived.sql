-- It lies in somebody's inbox, and can be put away.
ALTER TABLE reactor.message ADD COLUMN arrived boolean NOT NULL DEFAULT false;
