package io.chaintier.producer.testing;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.PublisherConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Settings and chains for tests. Every chain has topics of its own, which nobody else fills. */
public final class Publishers {
    private Publishers() {}

    /** A chain that nobody else has. */
    public static ChainId newChain() {
        return new ChainId("eip155", UUID.randomUUID().toString().substring(0, 8));
    }

    public static PublisherConfig config(String bootstrap, ChainId topicsOf, String name) {
        return config(bootstrap, topicsOf, name, Map.of());
    }

    /** @param topicsOf the chain whose topics are used */
    public static PublisherConfig config(String bootstrap, ChainId topicsOf, String name, Map<String, String> more) {
        // Without a spool, unless asked for: tests of other things leave no folders behind.
        Map<String, String> values = new HashMap<>(Map.of("publisher.when.unreachable", "fail"));
        values.putAll(more);
        values.put("topics.blocks", blocksTopic(topicsOf));
        values.put("topics.state", stateTopic(topicsOf));
        values.put("topics.dead.letters", "letters." + topicsOf.fileName());
        values.put("topics.partitions", "2");
        values.put("kafka.bootstrap.servers", bootstrap);
        values.put("publisher.name", name);
        return PublisherConfig.from(Settings.of(values));
    }

    /** Settings of a publisher that spools below this directory, in small files. */
    public static Map<String, String> spooling(Path directory) {
        return Map.of(
                "publisher.when.unreachable",
                "spool",
                "publisher.spool.dir",
                directory.toString(),
                "publisher.spool.segment.bytes",
                Integer.toString(1 << 20),
                "publisher.spool.min.free.bytes",
                "0");
    }

    static String blocksTopic(ChainId chain) {
        return "blocks." + chain.fileName();
    }

    static String stateTopic(ChainId chain) {
        return "state." + chain.fileName();
    }
}
