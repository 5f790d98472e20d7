-- The state of grains, and the queries by which Orleans' ADO.NET grain storage reads and writes it.

-- Orleans reads its SQL from here; the name of the table and of its columns is its contract.
CREATE TABLE OrleansQuery (
  QueryKey  text COLLATE "C" PRIMARY KEY,
  QueryText text NOT NULL
);

-- When the provider was asked for the history in a payload (layout: PriceHistoryCodec, version 1); NULL for anything else.
-- 621355968000000000 is 1970-01-01 in ticks of 100 ns since the year 1; the upper bound is the year 10000.
CREATE FUNCTION technic_history_fetched_at(payload bytea) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT CASE WHEN ticks >= 621355968000000000 AND ticks < 3155378976000000000
    THEN to_timestamp((ticks - 621355968000000000) / 10000000.0::double precision) END
  FROM (
    SELECT CASE WHEN octet_length(payload) >= 22 AND substring(payload FROM 1 FOR 4) = '\x54504801'::bytea THEN
        get_byte(payload, 4)::bigint
      | (get_byte(payload, 5)::bigint << 8)
      | (get_byte(payload, 6)::bigint << 16)
      | (get_byte(payload, 7)::bigint << 24)
      | (get_byte(payload, 8)::bigint << 32)
      | (get_byte(payload, 9)::bigint << 40)
      | (get_byte(payload, 10)::bigint << 48)
      | (get_byte(payload, 11)::bigint << 56)
    END AS ticks
  ) AS header
);

-- The number of bars in a payload; NULL for anything that is no history.
CREATE FUNCTION technic_history_bars(payload bytea) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(payload) >= 22 AND substring(payload FROM 1 FOR 4) = '\x54504801'::bytea
  THEN greatest(0, (octet_length(payload) - 22 - get_byte(payload, 12) - 256 * get_byte(payload, 13)) / 44) END;

-- One row a grain and state. The key of a grain is a text (numbers 0) or numbers (text ''); that it is the primary key is what keeps
-- two first writes that overlap from leaving two rows.
CREATE TABLE technic_grain_state (
  service_id text COLLATE "C" NOT NULL,
  state_name text COLLATE "C" NOT NULL,
  grain_key  text COLLATE "C" NOT NULL,
  grain_n0   bigint NOT NULL,
  grain_n1   bigint NOT NULL,
  version    integer NOT NULL,
  bars       integer GENERATED ALWAYS AS (technic_history_bars(payload)) STORED,
  written_at timestamptz NOT NULL DEFAULT now(),
  fetched_at timestamptz GENERATED ALWAYS AS (technic_history_fetched_at(payload)) STORED,
  payload    bytea,
  PRIMARY KEY (service_id, state_name, grain_key, grain_n0, grain_n1)
);

-- Prices do not compress, and a history read in one piece with its row is read twice as fast as one kept aside.
ALTER TABLE technic_grain_state ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE technic_grain_state SET (toast_tuple_target = 8160);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', $query$
SELECT payload AS PayloadBinary, version AS Version
FROM technic_grain_state
WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND grain_key = coalesce(@GrainIdExtensionString, '')
  AND grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1
$query$),

-- No row comes back when the version is not the stored one, or when there is a row already and no version was given.
('WriteToStorageKey', $query$
WITH updated AS (
  UPDATE technic_grain_state SET payload = @PayloadBinary, version = version + 1, written_at = now()
  WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND grain_key = coalesce(@GrainIdExtensionString, '')
    AND grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND version = @GrainStateVersion::integer
  RETURNING version
), inserted AS (
  INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload)
  SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @GrainIdN0, @GrainIdN1, 1, @PayloadBinary
  WHERE @GrainStateVersion::integer IS NULL
  ON CONFLICT DO NOTHING
  RETURNING version
)
SELECT version AS NewGrainStateVersion FROM updated UNION ALL SELECT version FROM inserted
$query$),

('ClearStorageKey', $query$
UPDATE technic_grain_state SET payload = NULL, version = version + 1, written_at = now()
WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND grain_key = coalesce(@GrainIdExtensionString, '')
  AND grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND version = @GrainStateVersion::integer
RETURNING version AS NewGrainStateVersion
$query$),

('DeleteStorageKey', $query$
DELETE FROM technic_grain_state
WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND grain_key = coalesce(@GrainIdExtensionString, '')
  AND grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND version = @GrainStateVersion::integer
RETURNING version + 1 AS NewGrainStateVersion
$query$);
