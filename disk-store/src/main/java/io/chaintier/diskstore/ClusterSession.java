package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreMisconfiguredException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A session to one datacenter of one cluster, opened when it is first needed. Once open the driver reconnects by itself.
 * Safe for many threads.
 */
final class ClusterSession implements AutoCloseable {
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(200);
    private static final Duration SLOWEST_RECONNECT = Duration.ofSeconds(5);
    private static final int QUEUED_PER_REQUEST_IN_FLIGHT = 16;

    private final ClusterConfig config;
    private final ClusterConfig.Datacenter datacenter;
    private final List<String> keyspaces;
    private final Lazy<CqlSession> session;
    private volatile Consumer<String> onNodeDown = node -> {};

    /** @param keyspaces whose tables the driver follows */
    ClusterSession(ClusterConfig config, Pool pool, List<String> keyspaces) {
        this.config = config;
        this.datacenter = config.datacenter(pool);
        this.keyspaces = List.copyOf(keyspaces);
        session = new Lazy<>(toString(), this::connect);
    }

    /** @throws StoreException if the datacenter cannot be reached by then */
    CqlSession get(Deadline deadline) {
        return session.get(deadline);
    }

    /**
     * Whom to tell when the driver has lost a node of the datacenter, on a thread of the driver's.
     *
     * @param listener gets the node's address
     */
    void onNodeDown(Consumer<String> listener) {
        onNodeDown = listener;
    }

    Duration requestTimeout() {
        return config.requestTimeout();
    }

    private CqlSession connect() {
        CqlSessionBuilder builder = CqlSession.builder()
                .withConfigLoader(driverConfig())
                .withLocalDatacenter(datacenter.name())
                .addNodeStateListener(new LostNodes(datacenter.name(), node -> onNodeDown.accept(node)))
                .addContactPoints(datacenter.contactPoints());
        config.credentials().ifPresent(who -> builder.withAuthCredentials(who.username(), who.password()));
        CqlSession opened = builder.build();
        TreeSet<String> found = opened.getMetadata().getNodes().values().stream()
                .map(node -> String.valueOf(node.getDatacenter()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!found.contains(datacenter.name())) {
            opened.close();
            throw new StoreMisconfiguredException(
                    "there is no datacenter " + datacenter.name() + " at " + this + ", only " + found);
        }
        return opened;
    }

    private DriverConfigLoader driverConfig() {
        ProgrammaticDriverConfigLoaderBuilder options = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.requestTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, config.connectTimeout())
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, NeverRetryPolicy.class)
                .withString(DefaultDriverOption.REQUEST_THROTTLER_CLASS, "ConcurrencyLimitingRequestThrottler")
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, config.maxRequestsInFlight())
                .withInt(
                        DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE,
                        QUEUED_PER_REQUEST_IN_FLIGHT * config.maxRequestsInFlight())
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_RECONNECT)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, SLOWEST_RECONNECT)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, keyspaces);
        config.driver().forEach((path, value) -> options.withString(() -> path, value));
        return options.build();
    }

    @Override
    public void close() {
        session.close(CqlSession::close);
    }

    @Override
    public String toString() {
        String cluster = config.name().isEmpty() ? "" : "cluster " + config.name() + ", ";
        return cluster + "datacenter " + datacenter.name() + " at " + datacenter.contactPoints();
    }
}
