/// What an environment promises, what a policy sees, and how chance is drawn. Depends on nothing.
@org.jspecify.annotations.NullMarked
module covey.core {
  requires static transitive org.jspecify;

  exports covey.act;
  exports covey.archive;
  exports covey.config;
  exports covey.env;
  exports covey.random;
  exports covey.space;
  exports covey.wrap;
}
