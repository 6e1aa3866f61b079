package dev.kizuki.stream;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ShadowFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

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
final class ModelsPromoteCommand extends ModelsChangeCommand {
  ModelsPromoteCommand() {
    this(new ModelAccess());
  }

  ModelsPromoteCommand(ModelAccess access) {
    super(access);
  }

  @Override
  ModelChange change(ShadowFiles files, Path model) {
    return files.promote(model);
  }

  @Override
  List<String> remarks(Configuration configuration) {
    List<String> remarks = new ArrayList<>();
    if (configuration.modelUpdates().archive().isEmpty()) {
      remarks.add("modelUpdates.archive is empty, so the old model is not kept");
    }
    if (configuration.modelUpdates().interval().isZero()) {
      remarks.add("modelUpdates.interval is 0: restart the service to let the new model serve");
    }
    return remarks;
  }
}
