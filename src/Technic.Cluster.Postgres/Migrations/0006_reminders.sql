-- compatible since 5
-- The reminders of grains, and the queries by which Orleans' ADO.NET reminder table keeps them. A silo reads the reminders of its range of
-- grain hashes; the ranges are half-open, and one of them wraps around.

CREATE TABLE technic_reminder (
  service_id    text COLLATE "C" NOT NULL,
  grain_id      text COLLATE "C" NOT NULL,
  reminder_name text COLLATE "C" NOT NULL,
  start_time    timestamptz NOT NULL,
  period        bigint NOT NULL,
  grain_hash    integer NOT NULL,
  version       integer NOT NULL DEFAULT 0,
  PRIMARY KEY (service_id, grain_id, reminder_name)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', $query$
INSERT INTO technic_reminder AS known (service_id, grain_id, reminder_name, start_time, period, grain_hash)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE
  SET start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = known.version + 1
RETURNING version AS Version
$query$),

('ReadReminderRowsKey', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM technic_reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId
$query$),

('ReadReminderRowKey', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM technic_reminder
WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName
$query$),

('ReadRangeRows1Key', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM technic_reminder
WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$query$),

('ReadRangeRows2Key', $query$
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM technic_reminder
WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$query$),

('DeleteReminderRowKey', $query$
WITH deleted AS (
  DELETE FROM technic_reminder
  WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
  RETURNING 1
)
SELECT count(*)::integer FROM deleted
$query$),

('DeleteReminderRowsKey', $query$
DELETE FROM technic_reminder WHERE service_id = @ServiceId
$query$);
