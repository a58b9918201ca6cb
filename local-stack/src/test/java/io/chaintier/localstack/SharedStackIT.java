package io.chaintier.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SharedStackIT {
    @Test
    void testProcessesOfOneBuildShareServersThatEndWithTheBuildEvenIfItIsKilled() throws Exception {
        try (OtherJvm build = OtherJvm.running(Build.class)) {
            String first = build.line();
            String second = build.line();

            assertThat(second).isEqualTo(first);
            String[] addressAndDirectory = first.split(" ");
            InetSocketAddress redis = ManagedServer.loopback(1, Integer.parseInt(addressAndDirectory[0]));
            Path directory = Path.of(addressAndDirectory[1]);
            assertThat(RedisServer.pongs(redis)).isTrue();

            build.kill();

            Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
            while (directory.toFile().exists() && Instant.now().isBefore(deadline)) {
                Thread.sleep(100);
            }
            assertThat(directory).doesNotExist();
            assertThat(RedisServer.pongs(redis)).isFalse();
        }
    }

    @Test
    void namesAreUniqueAndFitForEveryServer() {
        SharedStack stack = SharedStack.ofThisBuild();

        String name = stack.uniqueName("blocks_of_a_chain");

        assertThat(name).matches("[a-z][a-z0-9_]{1,43}").isNotEqualTo(stack.uniqueName("blocks_of_a_chain"));
    }

    /** Stands for Maven: two test processes at the same time. */
    static final class Build {
        private Build() {}

        public static void main(String[] args) throws Exception {
            try (OtherJvm one = OtherJvm.running(TestProcess.class);
                    OtherJvm other = OtherJvm.running(TestProcess.class)) {
                System.out.println(one.line());
                System.out.println(other.line());
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    static final class TestProcess {
        private TestProcess() {}

        public static void main(String[] args) {
            InetSocketAddress redis = SharedStack.ofThisBuild().redis();
            Path directory = BuildStack.ofThisBuild()
                    .get(ServerKind.REDIS)
                    .ensure()
                    .servers()
                    .get(0)
                    .log()
                    .getParent()
                    .getParent();
            System.out.println(redis.getPort() + " " + directory);
        }
    }
}
