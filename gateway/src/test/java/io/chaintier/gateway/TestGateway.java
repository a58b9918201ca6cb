package io.chaintier.gateway;

import static org.awaitility.Awaitility.await;

import io.chaintier.config.Settings;
import io.chaintier.gateway.Gateway.EventLog;
import io.chaintier.gateway.read.Tier;
import io.chaintier.store.ChainReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A gateway over given tiers on a free port, with a client. */
public final class TestGateway implements AutoCloseable {
    private final Gateway gateway;
    private final RpcClient client;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
        client = new RpcClient(gateway.port());
    }

    /** @param settings key, value, key, value and so on */
    public static TestGateway over(Map<Tier, ChainReader> tiers, String... settings) {
        return over(tiers, Optional.empty(), settings);
    }

    /** One that follows a topic. */
    public static TestGateway following(FakeTopic topic, Map<Tier, ChainReader> tiers, String... settings) {
        TestGateway gateway = over(tiers, Optional.of(topic.log()), settings);
        await().until(() ->
                gateway.client().get("/stats").json().at("/feed/state").asText().equals("following"));
        return gateway;
    }

    private static TestGateway over(Map<Tier, ChainReader> tiers, Optional<EventLog> topic, String... settings) {
        Map<String, String> values = new HashMap<>(Map.of("gateway.port", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        GatewayConfig config = GatewayConfig.from(Settings.of(values));
        return new TestGateway(Gateway.start(config, tiers, Optional.empty(), topic));
    }

    public RpcClient client() {
        return client;
    }

    public int port() {
        return gateway.port();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
