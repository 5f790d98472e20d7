-- The cluster's members, and the queries by which Orleans' ADO.NET clustering keeps them. Every change of a member goes through the
-- version of its cluster: whoever finds another version than it knew changes nothing.

CREATE TABLE technic_cluster (
  cluster_id text COLLATE "C" PRIMARY KEY,
  version    integer NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE technic_member (
  cluster_id    text COLLATE "C" NOT NULL REFERENCES technic_cluster,
  address       text COLLATE "C" NOT NULL,
  port          integer NOT NULL,
  generation    integer NOT NULL,
  silo_name     text NOT NULL,
  host_name     text NOT NULL,
  status        integer NOT NULL,
  proxy_port    integer,
  suspect_times text,
  start_time    timestamptz NOT NULL,
  i_am_alive_at timestamptz NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $query$
WITH inserted AS (
  INSERT INTO technic_cluster (cluster_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*) FROM inserted
$query$),

('InsertMembershipKey', $query$
WITH changed AS (
  UPDATE technic_cluster SET version = version + 1, changed_at = now()
  WHERE cluster_id = @DeploymentId AND version = @Version
    AND NOT EXISTS (
      SELECT FROM technic_member
      WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING cluster_id
), inserted AS (
  INSERT INTO technic_member (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_at)
  SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
  FROM changed
  RETURNING 1
)
SELECT count(*) FROM inserted
$query$),

('UpdateMembershipKey', $query$
WITH changed AS (
  UPDATE technic_cluster SET version = version + 1, changed_at = now()
  WHERE cluster_id = @DeploymentId AND version = @Version
    AND EXISTS (
      SELECT FROM technic_member
      WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING cluster_id
), updated AS (
  UPDATE technic_member m SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_at = @IAmAliveTime
  FROM changed c
  WHERE m.cluster_id = c.cluster_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
  RETURNING 1
)
SELECT count(*) FROM updated
$query$),

('UpdateIAmAlivetimeKey', $query$
UPDATE technic_member SET i_am_alive_at = @IAmAliveTime
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),

-- A cluster without members is still a row: its version.
('MembershipReadAllKey', $query$
SELECT c.version AS Version, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
  m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime,
  m.i_am_alive_at AS IAmAliveTime
FROM technic_cluster c LEFT JOIN technic_member m ON m.cluster_id = c.cluster_id
WHERE c.cluster_id = @DeploymentId
$query$),

('MembershipReadRowKey', $query$
SELECT c.version AS Version, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
  m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime,
  m.i_am_alive_at AS IAmAliveTime
FROM technic_cluster c
LEFT JOIN technic_member m ON m.cluster_id = c.cluster_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
WHERE c.cluster_id = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM technic_member
WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),

-- The version stays: whoever reads the members must find it.
('DeleteMembershipTableEntriesKey', $query$
DELETE FROM technic_member WHERE cluster_id = @DeploymentId
$query$),

-- 3 is the status of a member that takes part.
('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM technic_member WHERE cluster_id = @DeploymentId AND i_am_alive_at < @IAmAliveTime AND status <> 3
$query$);
