package dev.kizuki.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.kizuki.stream",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyOnePackageKnowsPaho =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.stream.mqtt.paho")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.paho..");

  @ArchTest
  static final ArchRule onlyOnePackageKnowsMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.stream.metrics")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule onlyTheHttpServerAndTheConsoleKnowJavalin =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.kizuki.stream.http", "dev.kizuki.stream.console..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule onnxRuntimeStaysInScoring =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule theServiceCarriesNoBrokerAndNoTrainer =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kizuki.trainer..", "dev.kizuki.embedded..", "kafka..", "com.hivemq..");

  @ArchTest
  static final ArchRule theTopologyKnowsNoMqtt =
      noClasses()
          .that()
          .resideInAnyPackage("dev.kizuki.stream.topology", "dev.kizuki.stream.models")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.stream.mqtt..");

  @ArchTest
  static final ArchRule noPackagesImportEachOtherInACircle =
      slices().matching("dev.kizuki.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyImportsTheCommandsAndTheWiring =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.stream.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.stream");
}
