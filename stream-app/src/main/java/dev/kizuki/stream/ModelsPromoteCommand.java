package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ShadowFiles;
import java.io.PrintWriter;
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

/** {@code kizuki models promote}: lets a shadow take the place of its model. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    description = {
      "Lets a shadow take the place of its model.",
      "Tests the shadow on its golden images, puts the old model into the archive, replaces the",
      "file of the model by the shadow's content in one step, and deletes the shadow's file. The",
      "service takes the new model over within modelUpdates.interval.",
      "A content that the service has refused may serve again after this command."
    })
final class ModelsPromoteCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ModelAccess access;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The file of the model as it is configured. Default: the only model with a shadow.")
  private @Nullable Path file;

  ModelsPromoteCommand() {
    this(new ModelAccess());
  }

  ModelsPromoteCommand(ModelAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Configuration configuration = access.configuration();
    ShadowFiles files = ModelAccess.files(configuration);
    ModelChange change = files.promote(files.model(file));
    access.write(configuration, change, line.getErr());
    PrintWriter out = line.getOut();
    out.println(ModelText.of(change));
    if (configuration.modelUpdates().archive().isEmpty()) {
      out.println("modelUpdates.archive is empty, so the old model is not kept");
    }
    if (configuration.modelUpdates().interval().isZero()) {
      out.println("modelUpdates.interval is 0: restart the service to let the new model serve");
    }
    out.flush();
    return 0;
  }
}
