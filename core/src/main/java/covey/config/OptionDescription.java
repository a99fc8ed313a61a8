package covey.config;

/// What a user should know about one option.
///
/// @param path      its name with the records around it, as in `algorithm.gamma`
/// @param type      what can be written, as in `whole number`, `ippo | mappo`, `list of whole number`
/// @param byDefault the default as text; empty if it has to be given
/// @param required  whether it has to be given
/// @param help      one line
/// @param usual     usual values as text; may be empty
public record OptionDescription(
    String path, String type, String byDefault, boolean required, String help, String usual) {}
