package dev.kizuki.trainer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
          .dependOnClassesThat(resideInAPackage("ai.djl..").and(not(simpleName("Float16Utils"))));

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

  @ArchTest
  static final ArchRule noPackagesImportEachOtherInACircle =
      slices().matching("dev.kizuki.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheMainClassKnowsTheExperiments =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.trainer.benchmark")
          .and()
          .doNotHaveFullyQualifiedName("dev.kizuki.trainer.Trainer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.trainer.benchmark");
}
