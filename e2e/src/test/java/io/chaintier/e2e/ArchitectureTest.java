package io.chaintier.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Arrows between modules run one way, and are these. */
class ArchitectureTest {
    private static final String ROOT = "io.chaintier.";

    /** Package of a module to the packages of the modules it may use. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("retry", Set.of()),
            Map.entry("spill", Set.of()),
            Map.entry("event", Set.of()),
            Map.entry("childprocess", Set.of()),
            Map.entry("localstack", Set.of("childprocess")),
            Map.entry("topics", Set.of("config", "event")),
            Map.entry("evm", Set.of("event")),
            Map.entry("nodereports", Set.of("event")),
            Map.entry("store", Set.of("event")),
            Map.entry("storetestkit", Set.of("event", "store")),
            Map.entry("localchain", Set.of("childprocess")),
            Map.entry("memorystore", Set.of("config", "event", "store")),
            Map.entry("diskstore", Set.of("config", "retry", "event", "store")),
            Map.entry("producer", Set.of("config", "retry", "spill", "event", "topics", "evm", "nodereports")),
            Map.entry("sinkruntime", Set.of("config", "retry", "spill", "event", "topics", "store")),
            Map.entry("memorysink", Set.of("config", "sinkruntime", "memorystore")),
            Map.entry("disksink", Set.of("config", "sinkruntime", "diskstore")),
            Map.entry("sinkstatus", Set.of("config", "sinkruntime")),
            Map.entry("replayer", Set.of("event", "topics", "store")),
            Map.entry(
                    "gateway",
                    Set.of(
                            "config",
                            "retry",
                            "event",
                            "topics",
                            "evm",
                            "nodereports",
                            "store",
                            "memorystore",
                            "diskstore")));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.chaintier");

    @Test
    void everyModuleUsesOnlyWhatItMay() {
        ALLOWED.forEach((module, allowed) -> {
            Set<String> forbidden = new HashSet<>(ALLOWED.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(module);
            forbidden.add("cli");
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            forbidden.stream().map(other -> ROOT + other + "..").toArray(String[]::new))
                    .check(classes);
        });
    }

    @Test
    void everyModuleOfTheProductIsInTheList() {
        Set<String> modules = new HashSet<>();
        classes.forEach(type -> {
            if (type.getPackageName().startsWith(ROOT)) {
                modules.add(type.getPackageName().substring(ROOT.length()).split("\\.")[0]);
            }
        });
        modules.removeAll(Set.of("cli", "e2e"));

        assertThat(modules).isEqualTo(ALLOWED.keySet());
    }

    @Test
    void onlyTheStoresAndTheirSinksKnowTheDatabases() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "memorystore..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.clients..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "diskstore..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.datastax..")
                .check(classes);
    }
}
