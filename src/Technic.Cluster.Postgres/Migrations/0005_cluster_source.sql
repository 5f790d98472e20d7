-- The price source of a cluster: silos of one cluster answer for each other, so all of them must have the same prices. Empty for a cluster of an earlier version.
ALTER TABLE technic_cluster ADD COLUMN source text;
