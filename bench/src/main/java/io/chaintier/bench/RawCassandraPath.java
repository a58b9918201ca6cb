package io.chaintier.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.localstack.Datacenter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One row for each thing that is read, with the bytes of the answer. */
final class RawCassandraPath implements ReadPath, AutoCloseable {
    private final CqlSession session;
    private final BenchChain chain;
    private final PreparedStatement select;

    RawCassandraPath(InetSocketAddress address, Datacenter datacenter, BenchChain chain) {
        this.chain = chain;
        session = CqlSession.builder()
                .addContactPoint(address)
                .withLocalDatacenter(datacenter.cassandraName())
                .build();
        session.execute("CREATE KEYSPACE raw WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + datacenter.cassandraName() + "': 1}");
        session.execute("CREATE TABLE raw.thing (what text, id int, bytes blob, PRIMARY KEY ((what, id)))");
        PreparedStatement insert = session.prepare("INSERT INTO raw.thing (what, id, bytes) VALUES (?, ?, ?)");
        for (What what : What.values()) {
            for (int number = 0; number < chain.things(what); number++) {
                session.execute(insert.bind(what.toString(), number, ByteBuffer.wrap(chain.bytes(what, number))));
            }
        }
        select = session.prepare("SELECT bytes FROM raw.thing WHERE what = ? AND id = ?");
    }

    @Override
    public Load.Reader open(What what) {
        return number -> {
            Row row = session.execute(select.bind(what.toString(), number % chain.things(what)))
                    .one();
            if (row == null) {
                throw new IllegalStateException("not found");
            }
        };
    }

    @Override
    public void close() {
        session.close();
    }
}
