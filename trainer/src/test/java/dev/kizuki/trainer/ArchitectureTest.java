package dev.kizuki.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.kizuki.trainer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheNetworkKnowsDjl =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.trainer.vae")
          .and()
          .doNotHaveSimpleName("Software")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule onlyOnePackageKnowsTheOnnxFormat =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.trainer.onnx")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnx.proto..");

  @ArchTest
  static final ArchRule noServiceAndNoBroker =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kizuki.stream..",
              "dev.kizuki.embedded..",
              "org.apache.kafka..",
              "ai.onnxruntime..");
}
