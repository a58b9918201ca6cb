package io.chaintier.diskstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final CassandraConfig CONFIG = CassandraConfig.from(Settings.of(Map.of()));
    private static final Migrations OURS = Migrations.ours();

    @Test
    void everyTypeOfDataHasTables() {
        assertThat(DataType.values())
                .allSatisfy(type -> assertThat(OURS.newest(type)).isPositive());
    }

    @Test
    void theLastStatementOfEachMigrationAndNoOtherSaysItsVersion() {
        for (DataType type : DataType.values()) {
            for (int version = 1; version <= OURS.newest(type); version++) {
                List<String> statements = OURS.statements(CONFIG.shard(type), version);
                String says = "Chaintier disk layout " + version + "'";

                assertThat(statements.get(statements.size() - 1)).contains(says);
                assertThat(statements.subList(0, statements.size() - 1))
                        .noneMatch(statement -> statement.contains("Chaintier disk layout"));
            }
        }
    }

    @Test
    void everyStatementMayRunTwice() {
        for (DataType type : DataType.values()) {
            for (int version = 1; version <= OURS.newest(type); version++) {
                assertThat(OURS.statements(CONFIG.shard(type), version))
                        .allMatch(
                                statement -> statement.contains("IF NOT EXISTS") || statement.contains("WITH comment"));
            }
        }
    }
}
