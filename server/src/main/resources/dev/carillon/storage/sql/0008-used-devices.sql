-- Whether a device has ever logged in. Of those that are there already nobody knows: they count as used.

ALTER TABLE devices ADD COLUMN used INTEGER NOT NULL DEFAULT 1;
