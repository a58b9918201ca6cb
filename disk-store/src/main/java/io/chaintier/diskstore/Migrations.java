package io.chaintier.diskstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tables of every type of data, version by version: {@code block-1.cql} makes the tables of blocks, {@code
 * block-2.cql} would change them. A file that was released never changes. Every statement may run any number of times
 * ({@code IF NOT EXISTS}); the last one, and no other, writes the version in the comment of its table.
 *
 * <p>What all tables have in common: every write carries a write time of our own, the sequence of the event that says it (of
 * a state entry: its version). So of each cell the highest sequence stays, in whatever order writes arrive, and reading
 * {@code WRITETIME(cell)} tells which event the cell is from. Nothing is ever deleted.
 */
final class Migrations {
    private final String folder;

    /** @param folder of resources beside this class: empty for our own, or a name that ends with a slash */
    Migrations(String folder) {
        this.folder = folder;
    }

    static Migrations ours() {
        return new Migrations("");
    }

    /** The layout that this program reads and writes. */
    int newest(DataType type) {
        return (int) IntStream.iterate(1, version -> version + 1)
                .takeWhile(version -> read(type, version).isPresent())
                .count();
    }

    /** What leads from the version before to this one, in order. */
    List<String> statements(ShardConfig shard, int version) {
        String text = read(shard.type(), version).orElseThrow().replace("${keyspace}", shard.keyspace());
        return Arrays.stream(text.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private Optional<String> read(DataType type, int version) {
        String name = folder + type + "-" + version + ".cql";
        try (InputStream resource = Migrations.class.getResourceAsStream(name)) {
            return resource == null ? Optional.empty() : Optional.of(withoutComments(resource));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " from the class path", e);
        }
    }

    private static String withoutComments(InputStream resource) throws IOException {
        String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        return text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    }
}
