package io.chaintier.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Finds the {@code java} that runs a server. */
final class ServerJava {
    static final String VARIABLE = "CHAINTIER_SERVER_JAVA_HOME";

    private static final Set<Integer> FIT_FOR_CASSANDRA = Set.of(11, 17);

    private final Path runningHome;
    private final Map<String, String> environment;

    /**
     * @param runningHome home of the JDK that runs this process
     * @param environment the environment variables of this process
     */
    ServerJava(Path runningHome, Map<String, String> environment) {
        this.runningHome = runningHome;
        this.environment = Map.copyOf(environment);
    }

    static Path ofThisProcess() {
        return executable(Path.of(System.getProperty("java.home")));
    }

    /**
     * Options for every server JVM: little memory, no file outside its directory, death rather than half a life
     * when memory is short. Servers of a temporary stack live briefly, so they are not optimized in depth: that
     * halves the processor time of a start.
     */
    static List<String> options(StackOptions options) {
        List<String> common = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError");
        return options.temporary()
                ? Stream.concat(common.stream(), Stream.of("-XX:TieredStopAtLevel=1"))
                        .toList()
                : common;
    }

    static ServerJava here() {
        return new ServerJava(Path.of(System.getProperty("java.home")), System.getenv());
    }

    /**
     * @return the {@code java} of the first JDK 11 or 17 among: {@value #VARIABLE}, the one that runs this process,
     *         {@code JAVA_HOME}
     * @throws StackException if there is none; the message lists what was found instead
     */
    Path forCassandra() {
        StringJoiner found = new StringJoiner(", ");
        for (Map.Entry<String, Path> candidate : candidates().entrySet()) {
            int version = version(candidate.getValue());
            if (FIT_FOR_CASSANDRA.contains(version)) {
                return executable(candidate.getValue());
            }
            found.add(candidate.getKey() + " " + candidate.getValue() + " is "
                    + (version == 0 ? "no JDK" : "JDK " + version));
        }
        throw new StackException("Cassandra's server runs on JDK 11 or 17 only (" + found + "); set " + VARIABLE
                + " to the home of a JDK 17, everything else may stay on the newer one");
    }

    private Map<String, Path> candidates() {
        Map<String, Path> candidates = new LinkedHashMap<>();
        if (environment.containsKey(VARIABLE)) {
            candidates.put(VARIABLE, Path.of(environment.get(VARIABLE)));
        }
        candidates.put("the running Java", runningHome);
        if (environment.containsKey("JAVA_HOME")) {
            candidates.put("JAVA_HOME", Path.of(environment.get("JAVA_HOME")));
        }
        return candidates;
    }

    /** @return the feature version in the {@code release} file every JDK has, or 0 if this is no JDK */
    private static int version(Path home) {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("release"))) {
            release.load(in);
            return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "").replace("\"", ""))
                    .feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    private static Path executable(Path home) {
        return home.resolve("bin").resolve("java");
    }
}
