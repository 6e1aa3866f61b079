package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ShadowFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki models drop}: ends the trial of a shadow. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Ends the trial of a shadow: moves its file into the archive (modelUpdates.archive).",
      "The model keeps serving."
    })
final class ModelsDropCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ModelAccess access;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The file of the model as it is configured. Default: the only model with a shadow.")
  private @Nullable Path file;

  ModelsDropCommand() {
    this(new ModelAccess());
  }

  ModelsDropCommand(ModelAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Configuration configuration = access.configuration();
    ShadowFiles files = ModelAccess.files(configuration);
    ModelChange change = files.drop(files.model(file));
    access.write(configuration, change, line.getErr());
    line.getOut().println(ModelText.of(change));
    line.getOut().flush();
    return 0;
  }
}
