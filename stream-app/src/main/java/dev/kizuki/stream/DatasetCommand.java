package dev.kizuki.stream;

import picocli.CommandLine.Command;

/** {@code kizuki dataset}: images of the plant as data sets. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    description = "Writes judged and sampled images as a data set.",
    subcommands = DatasetExportCommand.class)
final class DatasetCommand {}
