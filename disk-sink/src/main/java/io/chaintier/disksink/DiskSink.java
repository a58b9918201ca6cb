package io.chaintier.disksink;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainWriter;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.sinkruntime.FolderDrain;
import io.chaintier.sinkruntime.MissingRange;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkConfig;
import java.util.List;

/** The service that keeps Cassandra in step with the topics. */
public final class DiskSink {
    /** The sink's name, in threads, messages and its consumer group. */
    public static final String NAME = "disk";

    private DiskSink() {}

    /** The same, passing over nothing that is missing. */
    public static Sink create(Settings settings) {
        return create(settings, List.of());
    }

    /**
     * Puts the sink together; it does not run yet, and neither Kafka nor Cassandra need to be there.
     *
     * @param acceptedMissing records that no place has any more and that may be passed over, each range exactly
     * @throws io.chaintier.config.SettingsException naming the setting that cannot be used
     */
    public static Sink create(Settings settings, List<MissingRange> acceptedMissing) {
        return new Sink(
                SinkConfig.from(NAME, settings).acceptingMissing(acceptedMissing),
                new CassandraChainWriter(CassandraConfig.from(settings)));
    }

    /**
     * Puts together what brings the fallback file of a sink that is dead into the store.
     *
     * @throws io.chaintier.config.SettingsException naming the setting that cannot be used
     */
    public static FolderDrain drain(Settings settings) {
        return new FolderDrain(
                SinkConfig.from(NAME, settings), new CassandraChainWriter(CassandraConfig.from(settings)));
    }
}
