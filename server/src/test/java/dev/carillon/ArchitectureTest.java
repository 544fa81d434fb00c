package dev.carillon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plan of the house, held by the build.
 *
 * <pre>
 * app → api → gateway → calls, presence → messaging → groups → accounts → protocol
 * hooks, files, storage, cluster → what stands from gateway down; only app knows them,
 *   and storage the rows that files want to have kept
 * metrics: counted by all, and sees nobody
 * </pre>
 */
@AnalyzeClasses(packages = "dev.carillon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** What each package may see of the others; app, which wires them all, sees everything. */
    private static final Map<String, List<String>> SEES = Map.ofEntries(
            Map.entry("protocol", List.of()),
            Map.entry("metrics", List.of()),
            Map.entry("accounts", List.of("protocol")),
            Map.entry("groups", List.of("accounts", "protocol")),
            Map.entry("messaging", List.of("groups", "accounts", "protocol")),
            Map.entry("presence", List.of("messaging", "groups", "accounts", "protocol")),
            Map.entry("calls", List.of("messaging", "groups", "accounts", "protocol")),
            Map.entry("gateway", List.of("calls", "presence", "messaging", "groups", "accounts", "protocol")),
            Map.entry("api", List.of("gateway", "calls", "presence", "messaging", "groups", "accounts", "protocol")),
            Map.entry("hooks", adapter()),
            Map.entry("files", adapter()),
            // the rows of files too
            Map.entry(
                    "storage",
                    List.of("files", "gateway", "calls", "presence", "messaging", "groups", "accounts", "protocol")),
            Map.entry("cluster", adapter()));

    private static List<String> adapter() {
        return List.of("gateway", "calls", "presence", "messaging", "groups", "accounts", "protocol");
    }

    /** One test for each package: what it imports stands below it. */
    @ArchTest
    static final ArchTests direction = ArchTests.in(Direction.class);

    static final class Direction {
        @ArchTest
        static final ArchRule protocol = seesOnlyWhatStandsBelow("protocol");

        @ArchTest
        static final ArchRule metrics = seesOnlyWhatStandsBelow("metrics");

        @ArchTest
        static final ArchRule accounts = seesOnlyWhatStandsBelow("accounts");

        @ArchTest
        static final ArchRule groups = seesOnlyWhatStandsBelow("groups");

        @ArchTest
        static final ArchRule messaging = seesOnlyWhatStandsBelow("messaging");

        @ArchTest
        static final ArchRule presence = seesOnlyWhatStandsBelow("presence");

        @ArchTest
        static final ArchRule calls = seesOnlyWhatStandsBelow("calls");

        @ArchTest
        static final ArchRule gateway = seesOnlyWhatStandsBelow("gateway");

        @ArchTest
        static final ArchRule api = seesOnlyWhatStandsBelow("api");

        @ArchTest
        static final ArchRule hooks = seesOnlyWhatStandsBelow("hooks");

        @ArchTest
        static final ArchRule files = seesOnlyWhatStandsBelow("files");

        @ArchTest
        static final ArchRule storage = seesOnlyWhatStandsBelow("storage");

        @ArchTest
        static final ArchRule cluster = seesOnlyWhatStandsBelow("cluster");

        private Direction() {}
    }

    private static ArchRule seesOnlyWhatStandsBelow(String name) {
        var hidden = new ArrayList<>(List.of("dev.carillon.app.."));
        for (String other : SEES.keySet()) {
            if (!other.equals(name)
                    && !other.equals("metrics")
                    && !SEES.get(name).contains(other)) {
                hidden.add("dev.carillon." + other + "..");
            }
        }
        return noClasses()
                .that()
                .resideInAPackage("dev.carillon." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(hidden.toArray(String[]::new))
                .as(name + " sees only " + SEES.get(name))
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule everyClassHasItsPlace = classes()
            .should()
            .resideInAnyPackage(places())
            .as("every class lives in one of the packages of the plan")
            .allowEmptyShould(true);

    private static String[] places() {
        var places = new ArrayList<>(List.of("dev.carillon.app.."));
        SEES.keySet().forEach(name -> places.add("dev.carillon." + name + ".."));
        return places.toArray(String[]::new);
    }

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.carillon.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyGatewayNettySeesNetty = onlyIn("dev.carillon.gateway.netty..", "io.netty..");

    @ArchTest
    static final ArchRule onlyStorageSeesDatabases =
            onlyIn("dev.carillon.storage..", "org.rocksdb..", "org.sqlite..", "java.sql..", "javax.sql..");

    private static ArchRule onlyIn(String home, String... library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule noStaticState = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("what changes belongs to an object that somebody creates and closes")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
            .because("a name says what the thing is in the words of the field")
            .allowEmptyShould(true);
}
