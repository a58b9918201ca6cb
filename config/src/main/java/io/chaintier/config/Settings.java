package io.chaintier.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * All settings of a process: dotted keys from a {@code .properties} file, and from the environment, which wins.
 * Immutable.
 *
 * <p>The environment variable of a key is {@code CHAINTIER_} and the key in upper case, with {@code .} as {@code _},
 * {@code -} as {@code __} and {@code _} as {@code ___}: {@code redis.uri} is {@code CHAINTIER_REDIS_URI}.
 */
public final class Settings {
    private static final String PREFIX = "CHAINTIER_";

    private final Map<String, String> values;
    private final Map<String, String> sources;

    private Settings(Map<String, String> values, Map<String, String> sources) {
        this.values = Map.copyOf(values);
        this.sources = Map.copyOf(sources);
    }

    /** Settings given by the program itself, for example from command line options. */
    public static Settings of(Map<String, String> values) {
        Map<String, String> sources = new HashMap<>();
        values.keySet().forEach(key -> sources.put(key, "the command line"));
        return new Settings(values, sources);
    }

    /**
     * @param file        where the keys are; empty for none
     * @param environment usually {@link System#getenv()}
     * @throws SettingsException if the file cannot be read
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        Map<String, String> sources = new HashMap<>();
        file.ifPresent(path -> read(path).forEach((key, value) -> {
            values.put(key.toString(), value.toString());
            sources.put(key.toString(), path.toString());
        }));
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX)) {
                values.put(key(variable), value);
                sources.put(key(variable), variable);
            }
        });
        return new Settings(values, sources);
    }

    /** These settings with {@code other}'s on top. */
    public Settings overriddenBy(Settings other) {
        Map<String, String> mergedValues = new HashMap<>(values);
        mergedValues.putAll(other.values);
        Map<String, String> mergedSources = new HashMap<>(sources);
        mergedSources.putAll(other.sources);
        return new Settings(mergedValues, mergedSources);
    }

    /**
     * Reads the keys of one module. Keys that it does not define are left to others.
     *
     * @throws SettingsException if a value cannot be used; the message never shows a password
     */
    public AbstractConfig parse(ConfigDef definition) {
        Map<String, String> own = new TreeMap<>();
        definition.names().forEach(key -> {
            if (values.containsKey(key)) {
                own.put(key, values.get(key).trim());
            }
        });
        own.forEach((key, value) -> check(definition.configKeys().get(key), value));
        try {
            return new AbstractConfig(definition, own, false);
        } catch (ConfigException e) {
            throw new SettingsException(e.getMessage(), e);
        }
    }

    /** The settings of a client library: all keys that begin with {@code prefix}, without it. */
    public Map<String, Object> passThrough(String prefix) {
        Map<String, Object> client = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                client.put(key.substring(prefix.length()), value);
            }
        });
        return client;
    }

    /**
     * The same with a group of keys on top of another one: where there is {@code cassandra.cluster.old.datacenter}, and
     * the group {@code cassandra.cluster.old.} is laid over {@code cassandra.}, then {@code cassandra.datacenter} is that.
     * Messages name the key that was written.
     */
    public Settings overlaid(String prefix, String over) {
        Map<String, String> laid = new HashMap<>(values);
        Map<String, String> laidSources = new HashMap<>(sources);
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                String covered = over + key.substring(prefix.length());
                laid.put(covered, value);
                laidSources.put(covered, key + " of " + sources.get(key));
            }
        });
        return new Settings(laid, laidSources);
    }

    /** Every key that begins with {@code prefix}, whole, with where it comes from. */
    public SortedMap<String, String> sourcesOf(String prefix) {
        SortedMap<String, String> found = new TreeMap<>(sources);
        found.keySet().removeIf(key -> !key.startsWith(prefix));
        return found;
    }

    /**
     * Refuses keys that nobody reads: they are usually spelling mistakes.
     *
     * @param definitions   of all modules of the process
     * @param passThroughs  prefixes that go to client libraries unread
     * @throws SettingsException naming the key and where it is
     */
    public void refuseUnknown(Iterable<ConfigDef> definitions, Iterable<String> passThroughs) {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        definitions.forEach(definition -> unknown.removeAll(definition.names()));
        passThroughs.forEach(prefix -> unknown.removeIf(key -> key.startsWith(prefix)));
        if (!unknown.isEmpty()) {
            String key = unknown.first();
            throw new SettingsException(key + " (from " + sources.get(key) + "): there is no such setting");
        }
    }

    private void check(ConfigDef.ConfigKey key, String text) {
        boolean secret = key.type == ConfigDef.Type.PASSWORD;
        try {
            Object value = ConfigDef.parseType(key.name, text, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
        } catch (ConfigException e) {
            String expected = key.validator == null
                    ? key.type.name().toLowerCase(Locale.ROOT)
                    : key.type.name().toLowerCase(Locale.ROOT) + " " + key.validator;
            String shown = secret ? "[hidden]" : text;
            throw new SettingsException(
                    key.name + "=" + shown + " (from " + sources.get(key.name) + "): expected " + expected, null);
        }
    }

    /** Variable to key, the way back of the rule above. */
    static String key(String variable) {
        String body = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        return body.replace("___", "\0").replace("__", "-").replace("_", ".").replace("\0", "_");
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new SettingsException(file + ": there is no such settings file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(file + ": cannot be read as a properties file: " + e.getMessage(), e);
        }
        return properties;
    }
}
