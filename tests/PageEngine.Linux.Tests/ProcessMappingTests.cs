using FsCheck.Xunit;

namespace PageEngine.Linux.Tests;

public sealed class ProcessMappingTests
{
    [Fact]
    public void A_mapped_file_is_understood()
    {
        const string Line = "55b0a8550000-55b0a8552000 r--p 00001000 fe:01 1234                       /usr/bin/sleep";
        Assert.True(ProcessMapping.TryParse(Line, out ProcessMapping mapping));
        Assert.Equal(new ProcessMapping(0x55b0_a855_0000, 0x55b0_a855_2000, "r--p", 0x1000, "fe:01", 1234, "/usr/bin/sleep"), mapping);
        Assert.True(mapping.IsReadable);
        Assert.False(mapping.IsShared || mapping.IsWritable || mapping.IsOfKernel);
    }

    [Theory]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 0", "")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ", "")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 0    [heap]", "[heap]")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 7    /a  b (deleted)", "/a  b (deleted)")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 7    /a\\012b", "/a\\012b")]
    public void Names_may_be_missing_and_may_have_blanks(string line, string name)
    {
        Assert.True(ProcessMapping.TryParse(line, out ProcessMapping mapping));
        Assert.Equal(name, mapping.Name);
    }

    [Theory]
    [InlineData("[vdso]")]
    [InlineData("[vvar]")]
    [InlineData("[vvar_vclock]")]
    [InlineData("[vsyscall]")]
    public void What_the_kernel_shows_to_everybody_is_recognised(string name)
    {
        string line = $"7f0000000000-7f0000001000 r-xp 00000000 00:00 0 {name}";
        Assert.True(ProcessMapping.TryParse(line, out ProcessMapping mapping));
        Assert.True(mapping.IsOfKernel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7f0000000000 rw-p 00000000 00:00 0")]
    [InlineData("7f0000000000-7f0000000000 rw-p 00000000 00:00 0")]
    [InlineData("7f0000001000-7f0000000000 rw-p 00000000 00:00 0")]
    [InlineData("7f0000000001-7f0000001000 rw-p 00000000 00:00 0")]
    [InlineData("7f0000000000-17f0000000000000000 rw-p 00000000 00:00 0")]
    [InlineData("7f0000000000-7f0000001000 rw- 00000000 00:00 0")]
    [InlineData("7f0000000000-7f0000001000 rw-p zz 00:00 0")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 0000 0")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00 -1")]
    [InlineData("7f0000000000-7f0000001000 rw-p 00000000 00:00")]
    public void Anything_else_is_not_understood(string line) => Assert.False(ProcessMapping.TryParse(line, out _));

    [Property]
    public void No_text_breaks_the_parser(string? text) =>
        Assert.True(!ProcessMapping.TryParse(text, out ProcessMapping mapping) || mapping.Start < mapping.End);
}
