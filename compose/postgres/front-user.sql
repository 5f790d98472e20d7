-- The database user of the front: it can read the list of silos (technic_member) and nothing else. Run it as the owner of the database, after
-- the first silo has created the tables; it can be repeated.
--
--   psql "$OWNER" -v ON_ERROR_STOP=1 -v user=technic_front -v password="$PASSWORD" -f front-user.sql
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', :'user')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user')
\gexec
SELECT format('ALTER ROLE %I PASSWORD %L', :'user', :'password')
\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'user')
\gexec
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), :'user')
\gexec
SELECT format('GRANT SELECT ON technic_member TO %I', :'user')
\gexec
