/** Read by the build, the checks and editors; all defaults. */
export default {};
