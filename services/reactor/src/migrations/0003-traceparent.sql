-- So that what an obligation leads to is seen in the trace of the request that it comes of.
ALTER TABLE reactor.obligation ADD COLUMN traceparent text;
