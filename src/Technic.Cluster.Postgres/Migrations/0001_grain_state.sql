-- The state of grains, and the queries by which Orleans' ADO.NET grain storage reads and writes it.

-- Orleans reads its SQL from here; the name of the table and of its columns is its contract.
CREATE TABLE OrleansQuery (
  QueryKey  text COLLATE "C" PRIMARY KEY,
  QueryText text NOT NULL
);

-- One row a grain and state. The key of a grain is a text (numbers 0) or numbers (text ''). That it is the primary key keeps two first
-- writes that overlap from leaving two rows; that it comes first lets every plan begin with it, whatever is known of a table just filled.
-- What a price history's payload says of itself (layout: PriceHistoryCodec, version 1) stands beside it, whoever wrote it: its bars, and when
-- they were fetched, which is in ticks of 100 ns since the year 1 (621355968000000000 is 1970; a high byte of 8 … 42 the years 1827 … 9817).
-- Other states have neither. Both are expressions, not functions, for those would take ten times as long as the write itself.
CREATE TABLE technic_grain_state (
  service_id text COLLATE "C" NOT NULL,
  state_name text COLLATE "C" NOT NULL,
  grain_key  text COLLATE "C" NOT NULL,
  grain_n0   bigint NOT NULL,
  grain_n1   bigint NOT NULL,
  version    integer NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  bars       integer GENERATED ALWAYS AS (
    CASE WHEN octet_length(payload) >= 22 AND substring(payload FROM 1 FOR 4) = '\x54504801'::bytea
      THEN greatest(0, (octet_length(payload) - 22 - get_byte(payload, 12) - 256 * get_byte(payload, 13)) / 44)
    END) STORED,
  fetched_at timestamptz GENERATED ALWAYS AS (
    CASE WHEN octet_length(payload) >= 22 AND substring(payload FROM 1 FOR 4) = '\x54504801'::bytea AND get_byte(payload, 11) BETWEEN 8 AND 42
      THEN to_timestamp(((
          get_byte(payload, 4)::bigint
          | (get_byte(payload, 5)::bigint << 8)
          | (get_byte(payload, 6)::bigint << 16)
          | (get_byte(payload, 7)::bigint << 24)
          | (get_byte(payload, 8)::bigint << 32)
          | (get_byte(payload, 9)::bigint << 40)
          | (get_byte(payload, 10)::bigint << 48)
          | (get_byte(payload, 11)::bigint << 56)
        ) - 621355968000000000) / 10000000.0::double precision)
    END) STORED,
  payload    bytea,
  PRIMARY KEY (grain_key, state_name, service_id, grain_n0, grain_n1)
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
