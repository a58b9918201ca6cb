package io.chaintier.gateway;

import io.chaintier.config.Settings;
import io.chaintier.diskstore.CassandraChainReader;
import io.chaintier.diskstore.CassandraConfig;
import io.chaintier.diskstore.ReadGuards;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.Gateway.EventLog;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.WriteBack.MemoryFill;
import io.chaintier.gateway.upstream.UpstreamConfig;
import io.chaintier.memorystore.RedisChainFiller;
import io.chaintier.memorystore.RedisChainReader;
import io.chaintier.memorystore.RedisConfig;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoredBlock;
import io.chaintier.topics.KafkaClients;
import io.chaintier.topics.TopicsConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/** The gateway over Redis and Cassandra. */
public final class GatewayService {
    private GatewayService() {}

    /** Every setting that {@link #start} reads, beside those it passes to the client libraries. */
    public static List<ConfigDef> definitions() {
        return List.of(
                GatewayConfig.definition(),
                LiveConfig.definition(),
                UpstreamConfig.definition(),
                KafkaClients.definition(),
                TopicsConfig.definition(),
                RedisConfig.definition(),
                CassandraConfig.definition());
    }

    /**
     * Puts the gateway together and starts it. Neither the stores nor Kafka need be there:
     * each is connected to when it is first needed.
     *
     * @throws io.chaintier.config.SettingsException naming the setting that cannot be used
     * @throws IllegalStateException                 if the address cannot be listened on
     */
    public static Gateway start(Settings settings) {
        GatewayConfig config = GatewayConfig.from(settings);
        RedisConfig redis = RedisConfig.from(settings);
        CassandraConfig cassandra = CassandraConfig.from(settings);
        Map<Tier, ChainReader> tiers = new EnumMap<>(Tier.class);
        for (Tier tier : config.tiers()) {
            tiers.put(
                    tier,
                    switch (tier) {
                        case MEMORY -> new RedisChainReader(redis);
                        case REPLICA ->
                            CassandraChainReader.ofTrustedReplica(cassandra, guards(config, config.replicaBudget()));
                        case PRIMARY ->
                            CassandraChainReader.ofPrimary(
                                    cassandra, guards(config, config.http().requestTimeout()));
                    });
        }
        Optional<MemoryFill> fill = tiers.containsKey(Tier.MEMORY) && tiers.size() > 1
                ? Optional.of(new RedisFill(new RedisChainFiller(redis)))
                : Optional.empty();
        return Gateway.start(config, tiers, fill, topic(config, settings));
    }

    private static Optional<EventLog> topic(GatewayConfig config, Settings settings) {
        KafkaClients kafka = KafkaClients.from(settings);
        TopicsConfig topics = TopicsConfig.from(settings);
        return config.live().feed().enabled()
                ? Optional.of(new EventLog(kafka::reader, topics.blocks()))
                : Optional.empty();
    }

    private static ReadGuards guards(GatewayConfig config, Duration budget) {
        return new ReadGuards(
                budget, config.breaker().failures(), config.breaker().backOff());
    }

    private record RedisFill(RedisChainFiller filler) implements MemoryFill {
        @Override
        public void fill(ChainId chain, StoredBlock block, boolean canonical) {
            filler.fill(chain, block, canonical);
        }

        @Override
        public void close() {
            filler.close();
        }
    }
}
