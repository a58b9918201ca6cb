package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;

/**
 * One row to write, and the session of the shard that it belongs to.
 *
 * @param statement bound, with its consistency
 */
record Write(CqlSession session, BoundStatement statement) {}
