package io.chaintier.e2e.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chaintier.childprocess.ChildProcess;
import io.chaintier.childprocess.LogTail;
import io.chaintier.spill.SpillFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One sink as operators run it: a process of its own, which can be killed, frozen and started again. */
final class SinkProcess implements AutoCloseable {
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(1);

    private final String sink;
    private final String instance;
    private final Path directory;
    private final Path log;
    private final int httpPort;
    private final Map<String, String> settings;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(STATUS_TIMEOUT).build();
    private ChildProcess process;
    private int saidBefore;

    /**
     * @param sink      {@code memory} or {@code disk}
     * @param instance  name of this process, for its log, its fallback file and its membership
     * @param directory where log and fallback file are
     * @param settings  of the deployment; its own are added
     */
    SinkProcess(String sink, String instance, Path directory, Map<String, String> settings) {
        this.sink = sink;
        this.instance = instance;
        this.directory = directory;
        this.log = directory.resolve(instance + ".log");
        this.httpPort = FreePort.find();
        this.settings = new TreeMap<>(settings);
        this.settings.putIfAbsent(
                "sink.spill.dir", directory.resolve(instance + "-spill").toString());
        this.settings.put("sink.http.port", Integer.toString(httpPort));
    }

    String sink() {
        return sink;
    }

    String instance() {
        return instance;
    }

    /** The folder of its fallback file. */
    Path folder() {
        return Path.of(settings.get("sink.spill.dir")).resolve(sink);
    }

    /** From the next start on. */
    SinkProcess with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    SinkProcess start() {
        Path file = directory.resolve(instance + ".properties");
        try {
            Files.writeString(
                    file,
                    settings.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        saidBefore = said().length();
        process = ChildProcess.leashed(command(file), directory, log);
        return this;
    }

    private List<String> command(Path file) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-Dchaintier.home=" + System.getProperty("chaintier.home"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.chaintier.cli.Main"));
        command.addAll(List.of("sink", sink, "--config", file.toString()));
        return command;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL; on return it is gone. */
    SinkProcess kill() {
        process.kill();
        return this;
    }

    /** SIGSTOP. */
    void freeze() {
        process.pause();
    }

    /** SIGCONT. */
    void thaw() {
        process.resume();
    }

    /** SIGTERM; returns the exit code, or fails when it did not end in this time. */
    int terminate(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
        return exitCode(Duration.ofNanos(deadline - System.nanoTime()));
    }

    /** Waits for it to end by itself and returns its exit code. */
    int exitCode(Duration patience) {
        if (!process.awaitEnd(patience)) {
            throw new AssertionError(instance + " did not end within " + patience + "; its log ends with\n" + tail());
        }
        return process.exitCode();
    }

    /** All it has said, over all its starts. */
    String said() {
        try {
            return Files.exists(log) ? Files.readString(log, UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String tail() {
        return LogTail.of(log, 25);
    }

    /** Its own account of itself; empty while it does not answer. */
    Optional<JsonNode> status() {
        if (!isAlive()) {
            return Optional.empty();
        }
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/status"))
                            .timeout(STATUS_TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(new ObjectMapper().readTree(answer.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The state it says it is in now; empty while it does not answer. */
    String state() {
        return status().map(status -> status.path("state").asText()).orElse("");
    }

    /** Records in its fallback file that are not released, as its folder shows, whether it runs or not. */
    long recordsInFile() {
        if (!Files.isDirectory(folder())) {
            return 0;
        }
        try {
            return new SpillFolder(folder()).inspect().frames();
        } catch (IOException e) {
            return -1; // A file that went away while it was looked at: ask again.
        }
    }

    /** Whether it has said since its last start that it is in this state: UP, SPILLING, DRAINING or PAUSED. */
    boolean hasBeen(String state) {
        return saidSinceStart().contains(sink + " sink is " + state);
    }

    /** What it has said since its last start. */
    String saidSinceStart() {
        String all = said();
        return all.substring(Math.min(saidBefore, all.length()));
    }

    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
    }
}
