package io.chaintier.disksink;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkConfig;

/** The service that keeps Cassandra in step with the topics. */
public final class DiskSink {
    /** The sink's name, in threads, messages and its consumer group. */
    public static final String NAME = "disk";

    private DiskSink() {}

    /**
     * Puts the sink together; it does not run yet, and neither Kafka nor Cassandra need to be there.
     *
     * @throws io.chaintier.config.SettingsException naming the setting that cannot be used
     */
    public static Sink create(Settings settings) {
        return new Sink(SinkConfig.from(NAME, settings), new CassandraChainWriter(CassandraConfig.from(settings)));
    }
}
