package io.chaintier.topics;

import io.chaintier.config.Settings;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka clients from one set of settings; each client gets the keys that it knows. What correctness rests on
 * (acknowledgement, isolation, commits) is ours and not taken from the settings. Safe for many threads.
 */
public final class KafkaClients {
    /** Settings that begin so go to the clients, without it. */
    public static final String PREFIX = "kafka.";

    private static final String BOOTSTRAP_SERVERS = PREFIX + "bootstrap.servers";
    private static final int PROMPT_TIMEOUT_MS = 10_000;

    private static final Set<String> KNOWN = Stream.of(
                    ProducerConfig.configNames(), ConsumerConfig.configNames(), AdminClientConfig.configNames())
            .flatMap(Collection::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final Map<String, Object> settings;

    /** @param settings client settings as an operator gave them, {@code bootstrap.servers} among them */
    public KafkaClients(Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        Type.STRING,
                        "127.0.0.1:9092",
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Kafka brokers to begin with, host:port separated by commas. Every other key that begins with"
                                + " kafka. goes to the Kafka clients.");
    }

    /** @throws io.chaintier.config.SettingsException if a value cannot be used */
    public static KafkaClients from(Settings settings) {
        Map<String, Object> kafka = settings.passThrough(PREFIX);
        kafka.put(
                BOOTSTRAP_SERVERS.substring(PREFIX.length()),
                settings.parse(definition()).getString(BOOTSTRAP_SERVERS));
        return new KafkaClients(kafka);
    }

    /** The brokers to begin with, for messages. */
    public String servers() {
        return String.valueOf(settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    public Admin admin() {
        return Admin.create(adminConfig());
    }

    /**
     * Ends a transaction in one partition. The right to alter the cluster is needed.
     *
     * @param leader of the partition
     * @throws org.apache.kafka.common.KafkaException if the broker refused, or did not answer
     */
    public void endTransaction(TransactionMarker marker, Node leader) {
        new MarkerRequest(new AdminClientConfig(adminConfig()), leader).send(marker);
    }

    /** A consumer of no group that sees only what was committed. */
    public Consumer<byte[], byte[]> reader() {
        Map<String, Object> config = consumerConfig();
        config.keySet().removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A member of a group, which sees only what was committed and commits its offsets itself.
     *
     * @param instanceId names the member for good, so that it gets its partitions back at once when it is started again
     *                   after it was killed; {@code kafka.group.instance.id} wins over it. Not used with
     *                   {@code group.protocol=consumer}, which refuses a name until the killed member's session is over
     */
    public Consumer<byte[], byte[]> member(String groupId, String instanceId) {
        Map<String, Object> config = consumerConfig();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        if (!GroupProtocol.CONSUMER
                .name()
                .equalsIgnoreCase(String.valueOf(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            config.putIfAbsent(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        }
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A producer of events.
     *
     * @param transactionalId the producer takes this id from whoever has it
     * @param maxRecordBytes  size of the largest record in bytes, with key and headers
     */
    public Producer<byte[], byte[]> transactionalProducer(String transactionalId, int maxRecordBytes) {
        Map<String, Object> config = producerConfig(Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10,
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000,
                // What a dead producer left open hides the end of its partitions from everybody until Kafka gives it
                // up.
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(1 << 20, maxRecordBytes));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer of few dead letters that says soon whether Kafka has them. */
    public Producer<byte[], byte[]> deadLetterProducer() {
        return promptProducer();
    }

    /** A producer of few entries of state that says soon whether Kafka has them. */
    public Producer<byte[], byte[]> stateProducer() {
        return promptProducer();
    }

    private Producer<byte[], byte[]> promptProducer() {
        Map<String, Object> config = producerConfig(Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PROMPT_TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PROMPT_TIMEOUT_MS / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                PROMPT_TIMEOUT_MS,
                ProducerConfig.LINGER_MS_CONFIG,
                0));
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> adminConfig() {
        Map<String, Object> config = new HashMap<>(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000));
        config.putAll(knownTo(AdminClientConfig.configNames()));
        return config;
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = new HashMap<>(Map.of(
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000));
        config.putAll(knownTo(ConsumerConfig.configNames()));
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return config;
    }

    private Map<String, Object> producerConfig(Map<String, Object> defaults) {
        Map<String, Object> config = new HashMap<>(defaults);
        config.putAll(knownTo(ProducerConfig.configNames()));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return config;
    }

    /** What this client knows, and what no client knows: that belongs to an operator's own plug-in. */
    private Map<String, Object> knownTo(Set<String> names) {
        return settings.entrySet().stream()
                .filter(setting -> names.contains(setting.getKey()) || !KNOWN.contains(setting.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
