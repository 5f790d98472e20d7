-- Documents beside the histories: the archive of whole-market days and its splits, a source's list of symbols. What is in a payload is for
-- whoever wrote it to know.

CREATE TABLE technic_document (
  service_id text COLLATE "C" NOT NULL,
  source     text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  fetched_at timestamptz NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  payload    bytea NOT NULL,
  PRIMARY KEY (name, source, service_id)
);

-- A day is packed already, and compressing it again would only cost time.
ALTER TABLE technic_document ALTER COLUMN payload SET STORAGE EXTERNAL;
