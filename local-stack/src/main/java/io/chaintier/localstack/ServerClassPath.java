package io.chaintier.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class paths of the servers, which the build writes down so that they never mix with ours or each other. */
final class ServerClassPath {
    private ServerClassPath() {}

    /**
     * @param module the module under {@code local-stack} that names the server's artifact
     * @throws StackException if the build has not written it yet; the message holds the command that does
     */
    static String of(String module) {
        Path file = repositoryRoot().resolve(Path.of("local-stack", module, "target", "classpath"));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StackException(
                    "the class path file " + file + " is missing; make it with `mvn -q -pl local-stack/" + module
                            + " generate-resources` in the repository's root",
                    e);
        }
    }

    static Path repositoryRoot() {
        String home = System.getProperty("chaintier.home");
        if (home == null) {
            throw new StackException("the system property chaintier.home is not set: expected the root of the"
                    + " repository, where the build leaves the servers' class paths");
        }
        return Path.of(home).toAbsolutePath().normalize();
    }
}
