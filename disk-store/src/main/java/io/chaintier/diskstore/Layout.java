package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The tables, as {@code layout-1.cql} describes them. */
final class Layout {
    private static final String RESOURCE = "layout-1.cql";
    /** Changing the schema takes the servers longer than any other request. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Layout() {}

    /** Creates the keyspaces and tables that are absent; what is there stays as it is. */
    static void create(CqlSession session, CassandraConfig config) {
        for (String statement : statements(config)) {
            session.execute(SimpleStatement.newInstance(statement).setTimeout(TIMEOUT));
        }
    }

    static List<String> statements(CassandraConfig config) {
        String text = config.keyspaces().cql(read()).replace("${replication}", replication(config));
        return Arrays.stream(text.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String replication(CassandraConfig config) {
        return String.format(
                Locale.ROOT,
                "{'class': 'NetworkTopologyStrategy', '%s': %d, '%s': %d}",
                config.primary().name(),
                config.primary().replicationFactor(),
                config.replica().name(),
                config.replica().replicationFactor());
    }

    private static String read() {
        try (InputStream resource = Layout.class.getResourceAsStream(RESOURCE)) {
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " from the class path", e);
        }
    }
}
