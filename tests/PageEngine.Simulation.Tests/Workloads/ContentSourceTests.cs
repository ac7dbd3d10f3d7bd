namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class ContentSourceTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Contents_have_the_shares_that_were_asked_for()
    {
        ContentSpec spec = new() { ZeroShare = 0.2, CommonShare = 0.3, RepeatedShare = 0.1, RepeatedContents = 50 };
        ContentSource source = new(spec, key: 3);
        HashSet<ulong> common = [.. Tokens(new ContentSource(new ContentSpec { CommonShare = 1 }, key: 4), 1000, 1000)];
        ContentSpec repeats = new() { RepeatedShare = 1, RepeatedContents = 50 };
        HashSet<ulong> repeated = [.. Tokens(new ContentSource(repeats, key: 3), Draws, 1)];
        ulong[] tokens = [.. Tokens(source, Draws, 1000)];
        Assert.Equal(50, repeated.Count);
        Chances.AssertShare(0.2, tokens.Count(token => token == 0), Draws);
        Chances.AssertShare(0.3, tokens.Count(common.Contains), Draws);
        Chances.AssertShare(0.1, tokens.Count(repeated.Contains), Draws);
        ulong[] unique = [.. tokens.Where(token => token != 0 && !common.Contains(token) && !repeated.Contains(token))];
        Assert.Equal(unique.Length, unique.Distinct().Count());
    }

    [Fact]
    public void Common_pages_are_equal_in_all_guests_and_repeat_with_the_size_of_what_is_common()
    {
        ContentSpec spec = new() { CommonShare = 1, CommonName = "database", CommonSize = ByteSize.FromPages(100) };
        ulong[] first = [.. Tokens(new ContentSource(spec, key: 1), 300, 300)];
        Assert.Equal(first, Tokens(new ContentSource(spec, key: 2), 300, 300));
        Assert.Equal(100, first.Distinct().Count());
        Assert.Equal(first[..100], first[100..200]);
        Assert.Empty(first.Intersect(Tokens(new ContentSource(spec with { CommonName = "web" }, key: 1), 300, 300)));
    }

    [Fact]
    public void What_is_unique_is_unique_among_guests_too()
    {
        HashSet<ulong> seen = [];
        for (ulong guest = 0; guest < 50; guest++)
        {
            foreach (ulong token in Tokens(new ContentSource(new ContentSpec(), key: guest), 20_000, 10))
            {
                Assert.InRange(token, 1UL, PageToken.MaxValue);
                Assert.True(seen.Add(token), $"guest {guest} has a token of another");
            }
        }
    }

    [Fact]
    public void Repeated_contents_are_the_tasks_own()
    {
        ContentSpec spec = new() { RepeatedShare = 1, RepeatedContents = 8 };
        ulong[] first = [.. Tokens(new ContentSource(spec, key: 1), 1000, 10).Distinct()];
        Assert.Equal(8, first.Length);
        Assert.Empty(first.Intersect(Tokens(new ContentSource(spec, key: 2), 1000, 10)));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(0.5, 0.3, 0.2)]
    public void Shares_that_are_all_leave_nothing_over(double zero, double common, double repeated)
    {
        ContentSpec spec = new()
        {
            ZeroShare = zero,
            CommonShare = common,
            RepeatedShare = repeated,
            RepeatedContents = 1,
            CommonSize = ByteSize.FromPages(1),
        };
        SpecProblems problems = new();
        spec.Check(problems);
        Assert.Empty(problems.Found);
        Assert.InRange(Tokens(new ContentSource(spec, key: 1), Draws, 100).Distinct().Count(), 1, 3);
    }

    [Fact]
    public void A_source_goes_on_where_it_was_saved()
    {
        ContentSpec spec = new() { ZeroShare = 0.25, CommonShare = 0.25, RepeatedShare = 0.25 };
        ContentSource source = new(spec, key: 9);
        _ = Tokens(source, 1234, 100).Count();
        using MemoryStream stream = new();
        using (StateWriter writer = new(stream))
        {
            source.Save(writer);
            writer.Complete();
        }

        stream.Position = 0;
        ContentSource restored = new(spec, key: 9);
        restored.Load(new StateReader(stream));
        Assert.Equal(Tokens(source, 1000, 100), Tokens(restored, 1000, 100));
    }

    private static IEnumerable<ulong> Tokens(ContentSource source, int count, uint pages)
    {
        for (int i = 0; i < count; i++)
        {
            yield return source.Next((uint)i % pages).Value;
        }
    }
}
