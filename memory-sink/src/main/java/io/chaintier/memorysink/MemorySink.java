package io.chaintier.memorysink;

import io.chaintier.config.Settings;
import io.chaintier.memorystore.RedisChainWriter;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.sinkruntime.Sink;
import io.chaintier.sinkruntime.SinkConfig;

/** The service that keeps Redis in step with the topics. */
public final class MemorySink {
    /** The sink's name, in threads, messages and its consumer group. */
    public static final String NAME = "memory";

    private MemorySink() {}

    /**
     * Puts the sink together; it does not run yet, and neither Kafka nor Redis need to be there.
     *
     * @throws io.chaintier.config.SettingsException naming the setting that cannot be used
     */
    public static Sink create(Settings settings) {
        return new Sink(SinkConfig.from(NAME, settings), new RedisChainWriter(RedisConfig.from(settings)));
    }
}
