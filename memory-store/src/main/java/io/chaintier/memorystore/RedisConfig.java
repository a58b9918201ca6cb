package io.chaintier.memorystore;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import io.chaintier.config.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach Redis and how much of a chain to keep there.
 *
 * @param uri            {@code redis://host:port/database}, or {@code rediss://} for TLS; without credentials
 * @param user           empty for Redis's default user
 * @param password       empty where Redis asks for none
 * @param connectTimeout for one connection
 * @param timeout        for one answer
 * @param poolSize       most connections at once, 1 to 1,000
 * @param poolWait       how long a call waits for a free connection
 * @param batchBytes     most bytes of blocks sent before their answers are read; one block may be larger
 * @param windowBlocks   how many of the newest block numbers are kept without expiry, 1 or more
 * @param fillLife       how long anything else is kept: abandoned blocks and what was read from disk
 */
public record RedisConfig(
        URI uri,
        Optional<String> user,
        Optional<Password> password,
        Duration connectTimeout,
        Duration timeout,
        int poolSize,
        Duration poolWait,
        long batchBytes,
        long windowBlocks,
        Duration fillLife) {
    private static final long MIB = 1 << 20;

    /** @throws IllegalArgumentException if the URI is not one of Redis, or has credentials in it */
    public RedisConfig {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        boolean redis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
        if (!redis || uri.getHost() == null || uri.getUserInfo() != null) {
            // The URI is not shown: it may hold a password.
            throw new IllegalArgumentException("expected redis://host:port or rediss://host:port, without credentials"
                    + " (they belong in redis.user and redis.password)");
        }
        if (!databasePath(uri).matches("\\d{0,4}")) {
            throw new IllegalArgumentException("expected a database number after the host, but got " + uri.getPath());
        }
    }

    int port() {
        return uri.getPort() < 0 ? 6379 : uri.getPort();
    }

    int database() {
        String path = databasePath(uri);
        return path.isEmpty() ? 0 : Integer.parseInt(path);
    }

    boolean tls() {
        return uri.getScheme().equals("rediss");
    }

    private static String databasePath(URI uri) {
        String path = uri.getPath();
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** All keys, with defaults for the local stack. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "redis.uri",
                        Type.STRING,
                        "redis://127.0.0.1:6379",
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Redis, as redis://host:port/database, or rediss:// for TLS.")
                .define("redis.user", Type.STRING, "", Importance.MEDIUM, "User of Redis; empty for the default user.")
                .define(
                        "redis.password",
                        Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "Password of the user; empty where Redis asks for none.")
                .define(
                        "redis.connect.timeout.ms",
                        Type.INT,
                        2_000,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "How long one attempt to connect may take.")
                .define(
                        "redis.timeout.ms",
                        Type.INT,
                        2_000,
                        Range.between(1, 60_000),
                        Importance.MEDIUM,
                        "How long one answer may take.")
                .define(
                        "redis.pool.size",
                        Type.INT,
                        16,
                        Range.between(1, 1_000),
                        Importance.LOW,
                        "Most connections at once.")
                .define(
                        "redis.pool.wait.ms",
                        Type.INT,
                        1_000,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "How long a call waits for a free connection.")
                .define(
                        "redis.batch.bytes",
                        Type.LONG,
                        8 * MIB,
                        Range.between(1, 256 * MIB),
                        Importance.LOW,
                        "Most bytes of blocks sent before their answers are read. One block may be larger.")
                .define(
                        "memory.window.blocks",
                        Type.LONG,
                        10_000,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "How many of a chain's newest block numbers stay in memory without expiry.")
                .define(
                        "memory.fill.life.ms",
                        Type.LONG,
                        600_000,
                        Range.between(1_000, 7L * 24 * 3600 * 1000),
                        Importance.MEDIUM,
                        "How long anything else stays in memory: abandoned blocks and what was read from disk."
                                + " Longer than any read from disk takes.");
    }

    /** @throws SettingsException naming the key that cannot be used */
    public static RedisConfig from(Settings settings) {
        AbstractConfig config = settings.parse(definition());
        String user = config.getString("redis.user");
        Password password = config.getPassword("redis.password");
        try {
            return new RedisConfig(
                    URI.create(config.getString("redis.uri")),
                    user.isEmpty() ? Optional.empty() : Optional.of(user),
                    password.value().isEmpty() ? Optional.empty() : Optional.of(password),
                    Duration.ofMillis(config.getInt("redis.connect.timeout.ms")),
                    Duration.ofMillis(config.getInt("redis.timeout.ms")),
                    config.getInt("redis.pool.size"),
                    Duration.ofMillis(config.getInt("redis.pool.wait.ms")),
                    config.getLong("redis.batch.bytes"),
                    config.getLong("memory.window.blocks"),
                    Duration.ofMillis(config.getLong("memory.fill.life.ms")));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("redis.uri: " + e.getMessage(), e);
        }
    }
}
