-- The served tables of a projection hold the rows of one version, and this table says of which. A projector of any other
-- version does not write; a replay changes tables and version together.
DELETE FROM visita.checkpoint former USING visita.checkpoint latter
WHERE former.projection = latter.projection AND former.version < latter.version;
CREATE UNIQUE INDEX one_served_version ON visita.checkpoint (projection);
