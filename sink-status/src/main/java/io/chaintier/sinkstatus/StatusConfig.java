package io.chaintier.sinkstatus;

import static java.util.Objects.requireNonNull;

import io.chaintier.config.Settings;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where a sink shows its status.
 *
 * @param host address to listen on
 * @param port 0 for any free one; empty where nothing is shown
 */
public record StatusConfig(String host, OptionalInt port) {
    /** Where the memory sink listens if nothing else is said: two sinks on one machine need no settings. */
    public static final int MEMORY_PORT = 8561;

    /** Where the disk sink does. */
    public static final int DISK_PORT = 8562;

    private static final int OFF = -1;
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if the port is none */
    public StatusConfig {
        requireNonNull(host, "host");
        if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > MAX_PORT)) {
            throw new IllegalArgumentException("expected a port from 0 to 65535, but got " + port.getAsInt());
        }
    }

    /** All keys, documented. */
    public static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        "sink.http.host",
                        Type.STRING,
                        "127.0.0.1",
                        Importance.MEDIUM,
                        "Address on which a sink shows its status, metrics and health.")
                .define(
                        "sink.http.port",
                        Type.INT,
                        null,
                        LambdaValidator.with(StatusConfig::checkPort, () -> "[-1,...," + MAX_PORT + "]"),
                        Importance.MEDIUM,
                        "Port for that; 0 for a free one, -1 for none. Where it is not given: " + MEMORY_PORT
                                + " for the memory sink, " + DISK_PORT + " for the disk sink.");
    }

    /**
     * @param defaultPort of this sink
     * @throws io.chaintier.config.SettingsException if a value cannot be used
     */
    public static StatusConfig from(Settings settings, int defaultPort) {
        AbstractConfig values = settings.parse(definition());
        Integer given = values.getInt("sink.http.port");
        int port = given == null ? defaultPort : given;
        return new StatusConfig(
                values.getString("sink.http.host"), port == OFF ? OptionalInt.empty() : OptionalInt.of(port));
    }

    /** Null is the default, which differs from sink to sink. */
    private static void checkPort(String key, Object value) {
        if (value != null && ((int) value < OFF || (int) value > MAX_PORT)) {
            throw new ConfigException(key, value, "expected a port, 0 or -1");
        }
    }
}
