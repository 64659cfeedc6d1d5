#!/bin/sh
# Run once by the image of PostgreSQL, as its superuser, when the volume is new: makes what Knowhow connects as, an
# ordinary role that owns its database. A superuser would be above the policies that keep workspaces apart.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$KNOWHOW_PASSWORD" --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
CREATE ROLE knowhow LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE knowhow OWNER knowhow;
SQL
