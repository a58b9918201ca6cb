package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.ChainId;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.SharedStack;
import io.chaintier.localstack.junit.LocalStackTest;
import io.chaintier.store.ChainReader;
import io.chaintier.store.ChainWriter;
import io.chaintier.storetestkit.ChainStoreContract;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The promises of every store, kept by a real Cassandra, read in the primary datacenter. */
@LocalStackTest(ServerKind.CASSANDRA)
class CassandraChainStoreIT extends ChainStoreContract {
    /** Every column that is not part of what the row is found by, with its write time where a column has one. */
    private static final Map<String, String> TABLES = Map.of(
            "${block}.block",
            "chain, hash, number, WRITETIME(number), parent_hash, block_time, body_format, header, transaction_count,"
                    + " transaction_hashes, transaction_rows, receipt_rows, WRITETIME(receipt_rows)",
            "${transaction}.transaction_chunk",
            "chain, block_hash, sequence, first_index, piece, items",
            "${transaction}.transaction_location",
            "chain, hash, block_hash, number, position, WRITETIME(number)",
            "${receipt}.receipt_chunk",
            "chain, block_hash, sequence, first_index, piece, items",
            "${log}.log_posting",
            "chain, shard, term, number, sequence, receipts, WRITETIME(receipts)",
            "${index}.canonical_block",
            "chain, number, hash, WRITETIME(hash)",
            "${index}.chain_head",
            "chain, head_number, head_hash, WRITETIME(head_hash), safe_number, safe_hash, finalized_number,"
                    + " finalized_hash, WRITETIME(safe_hash)");

    private static CassandraConfig config;
    private static CqlSession raw;

    @BeforeAll
    static void connect(SharedStack stack) {
        config = TestCluster.config(stack, stack.uniqueName("store"));
        raw = TestCluster.session(config);
        createTables();
    }

    /** As a reader does not: it may be asked before the writer has done anything. */
    private static void createTables() {
        try (CassandraChainWriter writer = new CassandraChainWriter(config)) {
            writer.probe();
        }
    }

    @AfterAll
    static void disconnect() {
        TestCluster.dropKeyspaces(raw, config);
        raw.close();
    }

    @Override
    protected ChainWriter openWriter() {
        return new CassandraChainWriter(config);
    }

    @Override
    protected ChainReader openReader() {
        return CassandraChainReader.ofPrimary(config);
    }

    @Override
    protected Map<String, String> dump(ChainId chain) {
        Map<String, String> dump = new TreeMap<>();
        TABLES.forEach((table, columns) -> {
            String query = "SELECT " + columns + " FROM " + config.keyspaces().cql(table) + " WHERE chain = '" + chain
                    + "' ALLOW FILTERING";
            for (Row row : raw.execute(query)) {
                StringBuilder text = new StringBuilder(table);
                for (ColumnDefinition column : row.getColumnDefinitions()) {
                    String name = column.getName().asInternal();
                    if (!name.equals("chain")) {
                        text.append(' ').append(name).append('=').append(value(row, name));
                    }
                }
                dump.put(text.toString(), "");
            }
        });
        return dump;
    }

    private static String value(Row row, String column) {
        Object value = row.getObject(column);
        return value instanceof ByteBuffer buffer
                ? buffer.remaining() + " bytes " + Integer.toHexString(buffer.hashCode())
                : String.valueOf(value);
    }
}
