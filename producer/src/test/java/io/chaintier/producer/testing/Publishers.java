package io.chaintier.producer.testing;

import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.PublisherConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Settings and chains for tests. */
public final class Publishers {
    private Publishers() {}

    /** A chain that nobody else has. */
    public static ChainId newChain() {
        return new ChainId("eip155", UUID.randomUUID().toString().substring(0, 8));
    }

    public static PublisherConfig config(String bootstrap, String name) {
        return config(bootstrap, name, Map.of());
    }

    public static PublisherConfig config(String bootstrap, String name, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("kafka.bootstrap.servers", bootstrap);
        values.put("publisher.name", name);
        return PublisherConfig.from(Settings.of(values));
    }
}
