import { folderCountsStep } from './folder-counts-step.ts';
import { cityStep, placesStep } from './places-steps.ts';
/** Written into the file's header, so that another program's database is never taken for a library. */
export const applicationId = 0x504f4c59;

/**
 * The schema as numbered steps: a new library takes all, an older one those it lacks, and `user_version` counts the
 * steps taken. A step that was released is never edited: a change is one more step.
 *
 * Paths are bytes: on Linux a name need not be UTF-8. A file's state is not stored but derived, so that the counts add
 * up at every moment: set aside when `reason` is there, searchable when its content has a vector of the pack in use
 * (number 0 of its moments, which are stored all together), else waiting. `vector.id` is the label in the search index: AUTOINCREMENT, for a label must never mean another vector.
 */
export const steps: readonly string[] = [
  `CREATE TABLE folder (
    path BLOB NOT NULL PRIMARY KEY,
    scan INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE content (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    format TEXT NOT NULL
  );

  CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    changed_ms REAL NOT NULL,
    scan INTEGER NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    content_id INTEGER REFERENCES content (id),
    reason TEXT,
    detail TEXT,
    retryable INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER
  );
  CREATE INDEX file_content ON file (content_id);
  CREATE INDEX file_scan ON file (scan);

  CREATE TABLE vector (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stage_key TEXT NOT NULL,
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    embedding BLOB NOT NULL,
    UNIQUE (stage_key, content_id)
  );`,

  // A scan writes only what differs, so a file no longer says which scan met it but whether the last one did:
  // 0 there, 1 not met and kept, 2 not met and missing.
  `ALTER TABLE file ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
  UPDATE file SET gone = 2 WHERE missing = 1;
  DROP INDEX file_scan;
  ALTER TABLE file DROP COLUMN scan;
  ALTER TABLE file DROP COLUMN missing;
  ALTER TABLE folder DROP COLUMN scan;`,

  // A search index made for one library must not be taken for another's: labels begin at 1 in each.
  `CREATE TABLE identity (id BLOB NOT NULL);
  INSERT INTO identity VALUES (randomblob(16));`,

  // When a file that was set aside is tried again, in milliseconds since 1970; never while it stays as it is: NULL.
  `ALTER TABLE file ADD COLUMN retry_at INTEGER;
  UPDATE file SET retry_at = tried_at WHERE retryable = 1 AND attempts < 2;
  ALTER TABLE file DROP COLUMN retryable;`,

  // A blurred likeness in some 25 bytes (ThumbHash), shown until the thumbnail is there; NULL where it is not known yet.
  `ALTER TABLE content ADD COLUMN thumbhash BLOB;`,

  // Folders become rows of their own. device: of the volume at the last whole look. offline: why the folder is not
  // provably there. excluded: what its rules left out. held: files not met in such numbers that a person must say what
  // became of them; kept: as many of which that person said that they stay. mount: volumes inside of roots.
  // gone_at: when a file was taken for missing, for removals that come in small lots.
  `CREATE TABLE root (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path BLOB NOT NULL UNIQUE,
    exclude TEXT NOT NULL DEFAULT '[]',
    device TEXT,
    offline TEXT,
    excluded INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO root (path) SELECT path FROM folder ORDER BY path;
  DROP TABLE folder;
  CREATE TABLE mount (path BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  ALTER TABLE file ADD COLUMN gone_at INTEGER;
  UPDATE file SET gone_at = 0 WHERE gone = 2;`,

  // HEIC, BMP and RAW can be read now, and what is no picture has a reason of its own.
  `UPDATE file SET reason = NULL WHERE reason = 'image.unsupported';`,

  // What a picture says of itself. A content without a row is read again: a step that deletes all rows has all read again.
  // taken: what the clock on the wall showed, in milliseconds as if it were UTC's; taken_offset: minutes east of Greenwich.
  `CREATE TABLE details (
    content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
    taken INTEGER,
    taken_offset INTEGER,
    taken_from TEXT,
    latitude REAL,
    longitude REAL,
    camera TEXT,
    lens TEXT,
    rating INTEGER,
    keywords TEXT
  );
  CREATE INDEX details_taken ON details (taken);
  CREATE INDEX details_camera ON details (camera);`,

  // Labels whose content gained or lost a place among the files that can be found, in the order in which it happened:
  // by it each process brings its search index up to date. New vectors are not in it, their labels tell.
  `CREATE TABLE placement (seq INTEGER PRIMARY KEY AUTOINCREMENT, label INTEGER NOT NULL);
  CREATE TRIGGER file_placed AFTER UPDATE OF gone, reason, content_id ON file
    WHEN OLD.content_id IS NOT NEW.content_id OR (OLD.gone < 2) <> (NEW.gone < 2)
      OR (OLD.reason IS NULL) <> (NEW.reason IS NULL)
  BEGIN
    INSERT INTO placement (label) SELECT id FROM vector WHERE content_id IN (OLD.content_id, NEW.content_id);
  END;
  CREATE TRIGGER file_forgotten AFTER DELETE ON file WHEN OLD.content_id IS NOT NULL
  BEGIN
    INSERT INTO placement (label) SELECT id FROM vector WHERE content_id = OLD.content_id;
  END;
  CREATE INDEX vector_content ON vector (content_id);
  DROP INDEX file_content;
  CREATE INDEX file_content ON file (content_id, gone, reason);`,

  // Videos: a content with a length has many vectors, one for each moment, numbered from 0; a picture has number 0 alone.
  // Labels stay what they were, and none that was used comes again. What was no picture may be a video.
  `ALTER TABLE content ADD COLUMN duration_ms INTEGER;
  ALTER TABLE content ADD COLUMN poster_ms INTEGER;
  CREATE INDEX content_duration ON content (duration_ms) WHERE duration_ms IS NOT NULL;
  DROP TRIGGER file_placed;
  DROP TRIGGER file_forgotten;
  CREATE TABLE vector_of_moment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stage_key TEXT NOT NULL,
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    moment INTEGER NOT NULL DEFAULT 0,
    time_ms INTEGER,
    start_ms INTEGER,
    end_ms INTEGER,
    embedding BLOB NOT NULL,
    UNIQUE (stage_key, content_id, moment)
  );
  INSERT INTO vector_of_moment (id, stage_key, content_id, embedding)
    SELECT id, stage_key, content_id, embedding FROM vector;
  DELETE FROM sqlite_sequence WHERE name = 'vector_of_moment';
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'vector_of_moment', seq FROM sqlite_sequence WHERE name = 'vector';
  DROP TABLE vector;
  ALTER TABLE vector_of_moment RENAME TO vector;
  CREATE INDEX vector_content ON vector (content_id);
  CREATE TRIGGER file_placed AFTER UPDATE OF gone, reason, content_id ON file
    WHEN OLD.content_id IS NOT NEW.content_id OR (OLD.gone < 2) <> (NEW.gone < 2)
      OR (OLD.reason IS NULL) <> (NEW.reason IS NULL)
  BEGIN
    INSERT INTO placement (label) SELECT id FROM vector WHERE content_id IN (OLD.content_id, NEW.content_id);
  END;
  CREATE TRIGGER file_forgotten AFTER DELETE ON file WHEN OLD.content_id IS NOT NULL
  BEGIN
    INSERT INTO placement (label) SELECT id FROM vector WHERE content_id = OLD.content_id;
  END;
  UPDATE file SET reason = NULL WHERE reason = 'image.none';`,

  // Pictures of which a pack that is to be the next could give no vector, so that none is tried at each start. Their files
  // are as they were: vectors of the pack in use find them.
  `CREATE TABLE setback (
    stage_key TEXT NOT NULL,
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (stage_key, content_id)
  ) WITHOUT ROWID;`,

  // What a person made of the pictures names contents by their hash, not by their row: it outlives what is forgotten.
  // folded: the name in small letters, by which it is found.
  `CREATE TABLE favourite (hash BLOB NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
  );
  CREATE TABLE collected (
    collection_id INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (collection_id, hash)
  ) WITHOUT ROWID;`,

  // What Apple's cameras write into both files of a Live Photo. What was read before has none, and is paired without.
  `ALTER TABLE details ADD COLUMN live_id TEXT;`,

  // GIF and WebP files that move are read as videos. What is to be read again is noted until a later step marks it; some
  // libraries took this step and the next when they read it again at once, and have no note of it.
  `CREATE TABLE reread (content_id INTEGER PRIMARY KEY);
  INSERT INTO reread SELECT id FROM content WHERE format IN ('gif', 'webp');`,

  // What is said in videos, and its full-text index, which keeps no text of its own. Videos are read again for it.
  `CREATE TABLE cue (
    id INTEGER PRIMARY KEY,
    content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    text TEXT NOT NULL
  );
  CREATE INDEX cue_content ON cue (content_id);
  CREATE VIRTUAL TABLE cue_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );
  CREATE TRIGGER cue_gone AFTER DELETE ON cue BEGIN
    DELETE FROM cue_words WHERE rowid = OLD.id;
  END;
  INSERT OR IGNORE INTO reread SELECT id FROM content WHERE duration_ms IS NOT NULL;`,

  // The stars that a person gave, by the content's hash as favourites are. What a file says of itself stays in details.
  `CREATE TABLE rated (hash BLOB NOT NULL PRIMARY KEY, rating INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`,

  // Where in a picture's own file its short film lies (Motion Photos), in bytes. What phones took that make such pictures
  // is read again for it; no vector is made anew. stale: to be read again; what was read before serves until then.
  `ALTER TABLE details ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE details ADD COLUMN film_offset INTEGER;
  ALTER TABLE details ADD COLUMN film_length INTEGER;
  CREATE TABLE IF NOT EXISTS reread (content_id INTEGER PRIMARY KEY);
  UPDATE details SET stale = 1 WHERE content_id IN (SELECT content_id FROM reread);
  DROP TABLE reread;
  UPDATE details SET stale = 1
    WHERE (camera LIKE 'google%' OR camera LIKE 'samsung%' OR camera LIKE 'xiaomi%' OR camera LIKE 'oppo%'
      OR camera LIKE 'oneplus%' OR camera LIKE 'vivo%')
      AND content_id IN (SELECT id FROM content WHERE format IN ('jpeg', 'heic'));`,

  // was: what a changed file held before, until it has been read again: only its time may have changed, and then no vector
  // is lost. By file_alike those are told apart that may have changed names with each other.
  `ALTER TABLE file ADD COLUMN was INTEGER;
  CREATE INDEX file_was ON file (was) WHERE was IS NOT NULL;
  CREATE INDEX file_alike ON file (size, modified_ms);`,
  // What lies beside a video and is read with it (subtitles): as the last look saw it, and as it was when it was read, each
  // one number. Of what was read before nobody knows which.
  `ALTER TABLE file ADD COLUMN beside INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE file ADD COLUMN beside_read INTEGER NOT NULL DEFAULT 0;
  UPDATE file SET beside_read = -1 WHERE content_id IN (SELECT content_id FROM cue);
  CREATE INDEX file_to_hear ON file (id) WHERE beside <> beside_read;`,

  // How many files there are: file_count by gone and reason ('' for none), searchable_count of those not missing by stage
  // key. To tell it costs nothing, however many they are. Each file's state stays derived; the triggers are part of the
  // change itself, so that these numbers are what counting the rows would give, at every moment.
  `CREATE TABLE file_count (
    gone INTEGER NOT NULL, reason TEXT NOT NULL, files INTEGER NOT NULL, PRIMARY KEY (gone, reason)
  ) WITHOUT ROWID;
  CREATE TABLE searchable_count (stage_key TEXT NOT NULL PRIMARY KEY, files INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO file_count SELECT gone, coalesce(reason, ''), count(*) FROM file GROUP BY 1, 2;
  INSERT INTO searchable_count SELECT stage_key, count(*) FROM vector JOIN file USING (content_id)
    WHERE moment = 0 AND gone < 2 AND reason IS NULL GROUP BY stage_key;
  CREATE TRIGGER file_counted AFTER INSERT ON file BEGIN
    INSERT INTO file_count VALUES (NEW.gone, coalesce(NEW.reason, ''), 1) ON CONFLICT DO UPDATE SET files = files + 1;
  END;
  CREATE TRIGGER file_counted_whole AFTER INSERT ON file WHEN NEW.content_id IS NOT NULL BEGIN
    UPDATE searchable_count SET files = files + 1 WHERE NEW.gone < 2 AND NEW.reason IS NULL AND EXISTS
      (SELECT 1 FROM vector WHERE stage_key = searchable_count.stage_key AND content_id = NEW.content_id AND moment = 0);
  END;
  CREATE TRIGGER file_uncounted AFTER DELETE ON file BEGIN
    UPDATE file_count SET files = files - 1 WHERE gone = OLD.gone AND reason = coalesce(OLD.reason, '');
    UPDATE searchable_count SET files = files - 1 WHERE OLD.gone < 2 AND OLD.reason IS NULL AND EXISTS
      (SELECT 1 FROM vector WHERE stage_key = searchable_count.stage_key AND content_id = OLD.content_id AND moment = 0);
  END;
  CREATE TRIGGER file_counted_anew AFTER UPDATE OF gone, reason, content_id ON file
    WHEN OLD.gone <> NEW.gone OR OLD.reason IS NOT NEW.reason OR OLD.content_id IS NOT NEW.content_id
  BEGIN
    UPDATE file_count SET files = files - 1 WHERE gone = OLD.gone AND reason = coalesce(OLD.reason, '');
    INSERT INTO file_count VALUES (NEW.gone, coalesce(NEW.reason, ''), 1) ON CONFLICT DO UPDATE SET files = files + 1;
    UPDATE searchable_count SET files = files - 1 WHERE OLD.gone < 2 AND OLD.reason IS NULL AND EXISTS
      (SELECT 1 FROM vector WHERE stage_key = searchable_count.stage_key AND content_id = OLD.content_id AND moment = 0);
    UPDATE searchable_count SET files = files + 1 WHERE NEW.gone < 2 AND NEW.reason IS NULL AND EXISTS
      (SELECT 1 FROM vector WHERE stage_key = searchable_count.stage_key AND content_id = NEW.content_id AND moment = 0);
  END;
  CREATE TRIGGER vector_counted AFTER INSERT ON vector WHEN NEW.moment = 0 BEGIN
    INSERT INTO searchable_count SELECT NEW.stage_key, count(*) FROM file
      WHERE content_id = NEW.content_id AND gone < 2 AND reason IS NULL
      ON CONFLICT DO UPDATE SET files = files + excluded.files;
  END;
  CREATE TRIGGER vector_uncounted AFTER DELETE ON vector WHEN OLD.moment = 0 BEGIN
    UPDATE searchable_count SET files = files -
      (SELECT count(*) FROM file WHERE content_id = OLD.content_id AND gone < 2 AND reason IS NULL)
      WHERE stage_key = OLD.stage_key;
  END;`,

  placesStep,
  folderCountsStep,
  cityStep,
  // edited: the content that a changed file held, until it has been read again: what a person made of that goes on with it.
  `ALTER TABLE file ADD COLUMN edited INTEGER;
  CREATE INDEX file_edited ON file (edited) WHERE edited IS NOT NULL;`,
];
