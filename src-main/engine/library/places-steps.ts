/** The steps of the schema that keep where pictures were taken, by name. Released, and so never edited. */

/**
 * The nearest town. gazetteer: the edition of the names by which it was looked up, 0 none yet; a country is not there where no
 * town is near, and its region may have no name.
 */
export const placesStep = `ALTER TABLE details ADD COLUMN country TEXT;
  ALTER TABLE details ADD COLUMN region TEXT;
  ALTER TABLE details ADD COLUMN town TEXT;
  ALTER TABLE details ADD COLUMN gazetteer INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX details_spot ON details (country, region, town);
  CREATE INDEX details_unnamed ON details (gazetteer) WHERE latitude IS NOT NULL;`;

/** The city that the town is or is a part of: looked up by a newer edition. */
export const cityStep = `ALTER TABLE details ADD COLUMN city TEXT;
  DROP INDEX details_spot;
  CREATE INDEX details_spot ON details (country, region, city, town);`;
