package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ShadowFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of {@code kizuki models} that changes the files of a model and its shadow. */
abstract class ModelsChangeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ModelAccess access;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The file of the model as it is configured. Default: the only model with a shadow.")
  private @Nullable Path file;

  ModelsChangeCommand(ModelAccess access) {
    this.access = access;
  }

  /** Changes the files of the model. */
  abstract ModelChange change(ShadowFiles files, Path model);

  /** Returns what a person must know after the change. */
  List<String> remarks(Configuration configuration) {
    return List.of();
  }

  @Override
  public final Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Configuration configuration = access.configuration();
    ShadowFiles files = ModelAccess.files(configuration);
    ModelChange change = change(files, files.model(file));
    access.write(configuration, change, line.getErr());
    PrintWriter out = line.getOut();
    out.println(ModelText.of(change));
    remarks(configuration).forEach(out::println);
    out.flush();
    return 0;
  }
}
