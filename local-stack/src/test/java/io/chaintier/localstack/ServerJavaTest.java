package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerJavaTest {
    @TempDir
    private Path directory;

    @Test
    void theRunningJdkServesIfItFits() throws IOException {
        Path running = jdk("17.0.15");

        assertThat(new ServerJava(running, Map.of()).forCassandra()).isEqualTo(running.resolve("bin/java"));
    }

    @Test
    void theVariableComesFirst() throws IOException {
        Path named = jdk("11.0.27");

        Path java =
                new ServerJava(jdk("17.0.15"), Map.of("CHAINTIER_SERVER_JAVA_HOME", named.toString())).forCassandra();

        assertThat(java).isEqualTo(named.resolve("bin/java"));
    }

    @Test
    void besideANewerRunningJdkJavaHomeServes() throws IOException {
        Path home = jdk("17");

        Path java = new ServerJava(jdk("25.0.3"), Map.of("JAVA_HOME", home.toString())).forCassandra();

        assertThat(java).isEqualTo(home.resolve("bin/java"));
    }

    @Test
    void withoutAFittingJdkTheMessageSaysWhatWasFoundAndWhatToSet() throws IOException {
        Path running = jdk("25.0.3");
        Path wrong = directory.resolve("nothing-here");

        assertThatThrownBy(() ->
                        new ServerJava(running, Map.of("CHAINTIER_SERVER_JAVA_HOME", wrong.toString())).forCassandra())
                .isInstanceOf(StackException.class)
                .hasMessage("Cassandra's server runs on JDK 11 or 17 only (CHAINTIER_SERVER_JAVA_HOME " + wrong
                        + " is no JDK, the running Java " + running + " is JDK 25); set CHAINTIER_SERVER_JAVA_HOME"
                        + " to the home of a JDK 17, everything else may stay on the newer one");
    }

    private Path jdk(String version) throws IOException {
        Path home = Files.createDirectory(directory.resolve("jdk-" + version));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
